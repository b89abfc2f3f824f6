using System.Buffers.Text;
using System.Diagnostics;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Accounts;
using NextAuth.Server.Push;
using NextAuth.Server.Tests.Live;
using NextAuth.Server.Transactions;
using PushMessage = NextAuth.Protocol.Messages.Push;

namespace NextAuth.Server.Tests.Push;

/// <summary>Which phones are woken, by what, and what they are told: the whole way over TLS to a push service.</summary>
public class WakeUpTests
{
    // Long against what a phone takes to acknowledge, short against what a test waits.
    private const string Soon = "00:00:02";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_phone_that_is_not_there_is_woken_for_a_login_and_can_answer_it()
    {
        await using var fixture = await WakeFixture.StartAsync();
        var session = LiveServer.NewSession();
        Assert.IsType<ProvokeResult.Pushed>(await fixture.Live.Get<PushService>().ProvokeAccountAsync(fixture.Server, session, fixture.Account.Id, null, Cancellation));

        var message = await fixture.Peer.NextAsync();
        Assert.Equal(("POST", "/subscription/secret-of-the-phone", "HTTP/2"), (message.Method, message.Path, message.Protocol));
        Assert.Equal(("aes128gcm", "application/octet-stream", "high"), (message.Headers["Content-Encoding"], message.Headers["Content-Type"], message.Headers["Urgency"]));
        Assert.InRange(int.Parse(message.Headers["TTL"], null), 100, 120);
        Assert.Matches("^[A-Za-z0-9_-]{32}$", message.Headers["Topic"]);
        Assert.StartsWith("vapid t=", message.Headers["Authorization"], StringComparison.Ordinal);
        Assert.DoesNotContain("traceparent", message.Headers.Keys);

        var wakeUp = fixture.Phone.Read(message.Body);
        Assert.Equal((fixture.Server.Id.ToString(), fixture.Account.Id), (wakeUp.Server, wakeUp.Id));
        Assert.Equal((PushKind.Login, session.ToString()), (wakeUp.Push.Kind, wakeUp.Push.Hsid));

        using var phone = await RawPhone.ConnectAsync(fixture.Live);
        var context = TestAccount.PushContextOf(session, Base64Url.DecodeFromChars(wakeUp.Push.PushId));
        Assert.Null(await phone.BeginAsync(fixture.Server, Purpose.Login, context));
        Assert.Equal(LoginOutcome.LoggedIn, Assert.IsType<LoginResult>((await phone.ProveAsync(fixture.Account.Key, TestAccount.Approve)).Message).Outcome);
    }

    [Fact]
    public async Task A_connected_phone_that_says_it_has_the_push_is_not_woken_and_one_that_does_not_is()
    {
        await using var fixture = await WakeFixture.StartAsync(new() { ["NextAuth:Push:WakeAfter"] = Soon });
        using var phone = await fixture.ListenAsync();
        await fixture.ProvokeAsync();
        var acknowledged = Assert.IsType<PushMessage>(await phone.NextAsync());
        await phone.SendAsync(new Pushed { N = acknowledged.N });

        // Its connection is dead without anybody knowing.
        await fixture.ProvokeAsync();
        var silent = Assert.IsType<PushMessage>(await phone.NextAsync());

        Assert.Equal(silent.N, fixture.Phone.Read((await fixture.Peer.NextAsync()).Body).Push.N);
        Assert.Single(fixture.Peer.All);
    }

    [Fact]
    public async Task A_phone_that_is_connected_and_does_not_listen_is_woken_at_once()
    {
        await using var fixture = await WakeFixture.StartAsync(new() { ["NextAuth:Push:WakeAfter"] = "00:01:00" });
        using var phone = await fixture.Account.OpenAsync();
        await fixture.ProvokeAsync();

        Assert.Equal(PushKind.Login, fixture.Phone.Read((await fixture.Peer.NextAsync()).Body).Push.Kind);
    }

    [Fact]
    public async Task It_is_woken_for_a_transaction_and_told_which()
    {
        await using var fixture = await WakeFixture.StartAsync();
        var id = await TransactionAsync(fixture);

        var push = fixture.Phone.Read((await fixture.Peer.NextAsync()).Body).Push;

        Assert.Equal((PushKind.Transaction, id), (push.Kind, push.Tid));
        Assert.Null(push.PushId);
    }

    [Fact]
    public async Task It_is_woken_for_a_logout_by_somebody_else_and_not_for_its_own()
    {
        await using var fixture = await WakeFixture.StartAsync(new() { ["NextAuth:Push:WakeAfter"] = "00:00:00" });
        var (own, others) = (LiveServer.NewSession(), LiveServer.NewSession());
        Assert.Equal(LoginOutcome.LoggedIn, await fixture.Account.LogInAsync(own));
        Assert.Equal(LoginOutcome.LoggedIn, await fixture.Account.LogInAsync(others));
        using (var phone = await fixture.Account.OpenAsync())
        {
            Assert.True((await phone.AskAsync(new Logout { Hsid = own.ToString() })).Done);
        }

        await fixture.Live.Sessions.LogOutAsync(others, Cancellation);

        var push = fixture.Phone.Read((await fixture.Peer.NextAsync()).Body).Push;
        Assert.Equal((PushKind.Logout, others.ToString()), (push.Kind, push.Hsid));
        Assert.Single(fixture.Peer.All);
    }

    [Fact]
    public async Task It_hears_of_the_end_of_its_account_once_and_nothing_is_left_of_its_endpoint()
    {
        await using var fixture = await WakeFixture.StartAsync();
        await fixture.Live.Get<AccountService>().DeleteAsync(fixture.Account.Id, Cancellation);

        var wakeUp = fixture.Phone.Read((await fixture.Peer.NextAsync()).Body);
        Assert.Equal((fixture.Account.Id, 0, PushKind.AccountRemoved), (wakeUp.Id, wakeUp.Push.N, wakeUp.Push.Kind));
        Assert.Null(await fixture.Live.Get<IPushEndpointStore>().TakeOfDeletedAsync(fixture.Account.Id, Cancellation));
    }

    [Fact]
    public async Task A_phone_that_deletes_its_account_itself_or_is_told_on_its_channel_is_not_woken()
    {
        await using var fixture = await WakeFixture.StartAsync();
        var connected = await fixture.Live.EnrolAsync(fixture.Server);
        using (var phone = await connected.OpenAsync())
        {
            Assert.True((await phone.AskAsync(fixture.Phone.SubscribeAt(fixture.Endpoint))).Done);
            await fixture.Live.Get<AccountService>().DeleteAsync(connected.Id, Cancellation);
            var told = await phone.NextAsync();
            Assert.Equal(PushKind.AccountRemoved, Assert.IsType<PushMessage>(told is LoggedOut ? await phone.NextAsync() : told).Kind);
        }

        using (var phone = await fixture.Account.OpenAsync())
        {
            Assert.True((await phone.AskAsync(new Delete())).Done);
        }

        await AssertStillAsync(fixture);
        Assert.Null(await fixture.Live.Get<IPushEndpointStore>().TakeOfDeletedAsync(connected.Id, Cancellation));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task A_dead_endpoint_is_removed(int status)
    {
        await using var fixture = await WakeFixture.StartAsync();
        fixture.Peer.AnswerWith(status);
        await fixture.ProvokeAsync();
        await fixture.Peer.NextAsync();

        await EventuallyAsync(async () => await fixture.DestinationAsync() is null);
        await fixture.ProvokeAsync();
        await AssertStillAsync(fixture, 1);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(413)]
    public async Task One_that_is_refused_for_another_reason_is_kept_and_not_tried_again(int status)
    {
        await using var fixture = await WakeFixture.StartAsync();
        fixture.Peer.AnswerWith(status, "Secret words of the push service");
        await fixture.ProvokeAsync();
        await fixture.Peer.NextAsync();

        await AssertStillAsync(fixture, 1);
        Assert.NotNull(await fixture.DestinationAsync());
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_push_service_in_trouble_is_asked_again_and_the_copy_has_the_same_topic(int status)
    {
        await using var fixture = await WakeFixture.StartAsync();
        fixture.Peer.AnswerWith(status);
        await fixture.ProvokeAsync();
        var first = await fixture.Peer.NextAsync();
        fixture.Peer.AnswerWith(201);
        var second = await fixture.Peer.NextAsync();

        Assert.Equal(first.Headers["Topic"], second.Headers["Topic"]);
        Assert.Equal(fixture.Phone.Read(first.Body).Push, fixture.Phone.Read(second.Body).Push);
        Assert.InRange(int.Parse(second.Headers["TTL"], null), 100, int.Parse(first.Headers["TTL"], null));
        await AssertStillAsync(fixture, 2);
    }

    [Fact]
    public async Task It_is_left_alone_for_as_long_as_it_asks()
    {
        await using var fixture = await WakeFixture.StartAsync();
        fixture.Peer.AnswerWith(503, "", ("Retry-After", "3"));
        await fixture.ProvokeAsync();
        await fixture.Peer.NextAsync();
        var begun = Stopwatch.StartNew();
        fixture.Peer.AnswerWith(201);
        await fixture.Peer.NextAsync();

        Assert.InRange(begun.Elapsed.TotalSeconds, 2.7, 15);
    }

    [Fact]
    public async Task Nobody_is_woken_again_for_what_was_acknowledged_meanwhile()
    {
        await using var fixture = await WakeFixture.StartAsync();
        fixture.Peer.AnswerWith(503, "", ("Retry-After", "2"));
        await fixture.ProvokeAsync();
        await fixture.Peer.NextAsync();
        using var phone = await fixture.ListenAsync();
        var push = Assert.IsType<PushMessage>(await phone.NextAsync());
        await phone.SendAsync(new Pushed { N = push.N });

        await Task.Delay(TimeSpan.FromSeconds(3), Cancellation);
        await AssertStillAsync(fixture, 1);
    }

    // Otherwise the check of the address is worth nothing: the first answer leads wherever the attacker likes.
    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed(int status)
    {
        await using var fixture = await WakeFixture.StartAsync();
        await using var other = await PushPeer.StartAsync();
        fixture.Peer.AnswerWith(status, "", ("Location", other.Address.AbsoluteUri));
        await fixture.ProvokeAsync();
        await fixture.Peer.NextAsync();

        await AssertStillAsync(fixture, 1);
        Assert.Empty(other.All);
    }

    // The name was good when it was set. What counts is where it leads now.
    [Fact]
    public async Task A_name_that_leads_to_this_machine_is_not_connected_to()
    {
        await using var fixture = await WakeFixture.StartAsync();
        var options = Microsoft.Extensions.Options.Options.Create(new PushOptions());
        using var client = WakeFixture.Http(options, fixture.Peer.Certificate).ForEndpoints();

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(fixture.Peer.Address, Cancellation));

        Assert.IsType<ForbiddenAddressException>(refused.GetBaseException());
        Assert.Empty(fixture.Peer.All);
    }

    [Fact]
    public async Task A_push_service_that_cannot_prove_its_name_gets_nothing()
    {
        await using var fixture = await WakeFixture.StartAsync();
        await using var impostor = await PushPeer.StartAsync();
        await fixture.NameAsync(fixture.Phone.SubscribeAt(impostor.Address));
        await fixture.ProvokeAsync();

        await AssertStillAsync(fixture);
        Assert.Empty(impostor.All);
    }

    [Fact]
    public async Task A_push_service_that_never_answers_keeps_no_call_waiting()
    {
        await using var fixture = await WakeFixture.StartAsync();
        var release = new TaskCompletionSource();
        fixture.Peer.Answer = async (_, response) =>
        {
            await release.Task;
            response.StatusCode = 201;
        };
        for (var i = 0; i < 50; i++)
        {
            var begun = Stopwatch.StartNew();
            await fixture.ProvokeAsync();

            // An attempt takes ten seconds.
            Assert.True(begun.Elapsed < TimeSpan.FromSeconds(8), $"{begun.Elapsed}");
        }

        await fixture.Peer.NextAsync();
        release.SetResult();
    }

    [Fact]
    public async Task Nothing_of_an_endpoint_is_stored_or_logged_in_the_clear()
    {
        await using var fixture = await WakeFixture.StartAsync();
        fixture.Peer.AnswerWith(500);
        await fixture.ProvokeAsync();
        await fixture.Peer.NextAsync();
        var stored = (await fixture.DestinationAsync())!.Sealed;

        Assert.Equal(-1, stored.AsSpan().IndexOf("secret-of-the-phone"u8));
        Assert.Equal(-1, stored.AsSpan().IndexOf(fixture.Phone.Auth));
        Assert.Empty(fixture.Live.LoggedFailures.All);
    }

    private static async Task<string> TransactionAsync(WakeFixture fixture)
    {
        var session = LiveServer.NewSession();
        Assert.Equal(LoginOutcome.LoggedIn, await fixture.Account.LogInAsync(session));
        var texts = new Transaction { Amount = "17 €" };
        return Assert.IsType<CreateTransactionResult.Created>(await fixture.Live.Get<TransactionService>().CreateAsync(fixture.Server, session, texts, Cancellation)).Id.ToString();
    }

    // Time enough for what must not come.
    private static async Task AssertStillAsync(WakeFixture fixture, int messages = 0)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(700), Cancellation);
        Assert.Equal(messages, fixture.Peer.All.Count);
    }

    private static async Task EventuallyAsync(Func<Task<bool>> isTrueAsync)
    {
        var begun = Stopwatch.StartNew();
        while (!await isTrueAsync())
        {
            Assert.True(begun.Elapsed < TimeSpan.FromSeconds(20), "It never became true.");
            await Task.Delay(20, Cancellation);
        }
    }
}
