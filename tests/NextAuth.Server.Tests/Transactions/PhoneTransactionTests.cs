using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using NextAuth.Authenticator;
using NextAuth.Authenticator.Accounts;
using NextAuth.Protocol.Messages;
using NextAuth.Protocol.Transactions;
using NextAuth.Server.Tests.Fixture;
using NextAuth.Server.Transactions;

namespace NextAuth.Server.Tests.Transactions;

/// <summary>The REST API at one end and the phone library at the other.</summary>
public sealed class PhoneTransactionTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly TestServer _server = shared.Server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_scanned_transaction_is_approved_and_its_evidence_holds_against_serverpk()
    {
        var (server, phone, person) = await EnrolAsync();
        var created = await CreateAsync(server);

        // Another account of this phone on the server: the transaction finds the one it is for.
        await EnrolAsync(phone, server, "n2");
        var result = Assert.IsType<PhoneResult.Approved>(await phone.ScanAsync(created.Link, cancellationToken: Cancellation));

        Assert.Equal(("1 250,00 €", "Zoë", "Rent"), (person.Seen!.Amount, person.Seen.Benificiary, person.Seen.Description));
        Assert.Equal("n1", result.Account.Label);
        Assert.Equal("1", await StatusAsync(server, created.Tid));
        var file = await _server.SendAsync(HttpMethod.Get, $"{server.Path}/transactions/{created.Tid}/evidence").BytesAsync("application/json");
        Assert.True(TransactionEvidence.TryRead(file, out var evidence, out var content));
        Assert.Equal(EvidenceVerdict.Valid, evidence.Verify(server.PublicKey));
        Assert.Equal(result.Content, content);

        // The API's description speaks of this contract.
        Assert.Equal(
            typeof(Evidence).GetProperties().Select(member => JsonNamingPolicy.CamelCase.ConvertName(member.Name)).Order(StringComparer.Ordinal),
            JsonNode.Parse(file)!.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal));

        var again = await phone.ScanAsync(created.Link, cancellationToken: Cancellation);
        Assert.Equal(Refusal.AlreadyDecided, Assert.IsType<PhoneResult.Refused>(again).Cause);
    }

    [Fact]
    public async Task A_pushed_transaction_is_asked_while_listening_and_declined()
    {
        var (server, phone, person) = await EnrolAsync();
        person.Answer = TransactionAnswer.Decline;
        var account = Assert.Single((await person.Store.ListAsync(Cancellation)).Accounts).Account;
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var listening = phone.ListenAsync(account.Id, stopping.Token);
        await person.NextAsync<PhoneEvent.Listening>();

        var created = await CreateAsync(server);

        Assert.Equal(PushKind.Transaction, (await person.NextAsync<PhoneEvent.Pushed>()).Kind);
        Assert.IsType<PhoneResult.Declined>((await person.NextAsync<PhoneEvent.PushFinished>()).Result);
        Assert.Equal("2", await StatusAsync(server, created.Tid));
        Assert.True(person.Seen!.IsPush);
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
    }

    [Fact]
    public async Task A_transaction_made_while_the_phone_was_away_comes_when_it_listens()
    {
        var (server, phone, person) = await EnrolAsync();
        var created = await CreateAsync(server);
        var account = Assert.Single((await person.Store.ListAsync(Cancellation)).Accounts).Account;
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var listening = phone.ListenAsync(account.Id, stopping.Token);

        Assert.IsType<PhoneResult.Approved>((await person.NextAsync<PhoneEvent.PushFinished>()).Result);
        Assert.Equal("1", await StatusAsync(server, created.Tid));
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
    }

    [Fact]
    public async Task Two_phones_with_the_same_account_approve_at_once_and_one_does()
    {
        var (server, phone, person) = await EnrolAsync();
        for (var round = 0; round < 10; round++)
        {
            var created = await CreateAsync(server);
            var results = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => phone.ScanAsync(created.Link, cancellationToken: Cancellation))));
            Assert.Single(results.OfType<PhoneResult.Approved>());
            Assert.Equal(Refusal.AlreadyDecided, Assert.Single(results.OfType<PhoneResult.Refused>()).Cause);
        }

        Assert.NotNull(person.Seen);
    }

    [Fact]
    public async Task Keys_replaced_while_the_person_decides_still_sign()
    {
        var (server, phone, person) = await EnrolAsync();
        var created = await CreateAsync(server);
        var account = Assert.Single((await person.Store.ListAsync(Cancellation)).Accounts).Account;
        person.BeforeAnswer = async () => Assert.IsType<PhoneResult.Done>(await phone.RotateKeysAsync(account.Id, Cancellation));

        Assert.IsType<PhoneResult.Approved>(await phone.ScanAsync(created.Link, cancellationToken: Cancellation));
        Assert.Equal("1", await StatusAsync(server, created.Tid));
    }

    [Fact]
    public async Task A_person_who_has_declined_three_in_a_row_is_left_alone()
    {
        var (server, phone, person) = await EnrolAsync();
        person.Answer = TransactionAnswer.Decline;
        for (var i = 0; i < 3; i++)
        {
            Assert.IsType<PhoneResult.Declined>(await phone.ScanAsync((await CreateAsync(server)).Link, cancellationToken: Cancellation));
        }

        await SendAsync(server).IsProblemAsync(429, "too-many-pushes");
    }

    // Each answered at once: none is open when the next is made.
    [Fact]
    public async Task A_person_is_asked_thirty_times_in_ten_minutes_and_no_more()
    {
        var (server, phone, _) = await EnrolAsync();
        for (var i = 0; i < 30; i++)
        {
            Assert.IsType<PhoneResult.Approved>(await phone.ScanAsync((await CreateAsync(server)).Link, cancellationToken: Cancellation));
        }

        await SendAsync(server).IsProblemAsync(429, "too-many-pushes");
    }

    private async Task<(TestVirtualServer Server, PhoneClient Phone, Person Person)> EnrolAsync()
    {
        var server = await _server.CreateServerAsync();
        var person = new Person();
        var phone = new PhoneClient(person.Store, person, new() { Progress = person });
        await EnrolAsync(phone, server, "n1");
        return (server, phone, person);
    }

    private async Task EnrolAsync(PhoneClient phone, TestVirtualServer server, string nonce)
    {
        var link = await _server.SendAsync(HttpMethod.Get, $"{server.Path}/sessions/qr/enrol?name={nonce}", nonce: nonce).BytesAsync("application/octet-stream");
        Assert.IsType<PhoneResult.Enrolled>(await phone.EnrolAsync(Encoding.ASCII.GetString(link), _server.Address, Cancellation));
    }

    private async Task<(string Tid, string Link)> CreateAsync(TestVirtualServer server)
    {
        var created = await SendAsync(server).JsonAsync();
        return ((string)created["tid"]!, Encoding.ASCII.GetString(Convert.FromBase64String((string)created["qrdata"]!)));
    }

    private Task<HttpResponseMessage> SendAsync(TestVirtualServer server)
    {
        var body = JsonContent.Create(new { amount = "1 250,00 €", benificiary = "Zoë", description = "Rent" });
        return _server.SendAsync(HttpMethod.Post, server.Path + "/sessions/transactions", nonce: "n1", body: body);
    }

    private async Task<string?> StatusAsync(TestVirtualServer server, string tid) =>
        (string?)(await _server.SendAsync(HttpMethod.Get, $"{server.Path}/transactions/{tid}").JsonAsync())["tstatus"];

    private sealed class Person : IConfirmation, IProgress<PhoneEvent>
    {
        private readonly Channel<PhoneEvent> _events = Channel.CreateUnbounded<PhoneEvent>();

        public MemoryAccountStore Store { get; } = new();

        public TransactionPrompt? Seen { get; private set; }

        public TransactionAnswer Answer { get; set; } = TransactionAnswer.Approve;

        public Func<Task>? BeforeAnswer { get; set; }

        public ValueTask<EnrolAnswer> ConfirmEnrolAsync(EnrolPrompt prompt, CancellationToken cancellationToken) => new(EnrolAnswer.Approve);

        public ValueTask<LoginAnswer> ConfirmLoginAsync(LoginPrompt prompt, CancellationToken cancellationToken) => new(new LoginAnswer.Approve());

        public async ValueTask<TransactionAnswer> ConfirmTransactionAsync(TransactionPrompt prompt, CancellationToken cancellationToken)
        {
            Seen = prompt;
            await (BeforeAnswer?.Invoke() ?? Task.CompletedTask);
            return Answer;
        }

        public void Report(PhoneEvent value) => _events.Writer.TryWrite(value);

        public async Task<T> NextAsync<T>()
            where T : PhoneEvent
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            patience.CancelAfter(TimeSpan.FromSeconds(30));
            while (true)
            {
                if (await _events.Reader.ReadAsync(patience.Token) is T found)
                {
                    return found;
                }
            }
        }
    }
}
