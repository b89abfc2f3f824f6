using System.Buffers.Text;
using System.Collections.Concurrent;
using NextAuth.Authenticator.Accounts;
using NextAuth.Authenticator.Tests.Scripted;
using NextAuth.Protocol.Messages;

namespace NextAuth.Authenticator.Tests.Flows;

public class ListenerTests
{
    [Fact]
    public async Task A_push_is_acknowledged_then_asked_and_logged_in_on_its_own_connection()
    {
        await using var phone = await Phone.EnrolledAsync();
        var push = NewPush(phone, 5);
        var acknowledged = new TaskCompletionSource();
        var loggedIn = new TaskCompletionSource();
        phone.Person.Login = async (_, _) =>
        {
            // The page says that the phone has the push while the person still decides.
            await acknowledged.Task;
            return new LoginAnswer.Approve();
        };
        phone.Server.Next(async connection =>
        {
            await StartAsync(connection);
            await connection.SendAsync(push);
            Assert.Equal(5, (await connection.ReceiveAsync<Pushed>()).N);
            acknowledged.SetResult();
            await connection.ReceiveFrameAsync();
        });
        phone.Server.Next(async connection =>
        {
            await connection.RespondLoginAsync();
            Assert.Equal(push.PushId, Base64Url.EncodeToString(PushContext.PushId(connection.Context)));
            Assert.Equal(phone.Server.Session, PushContext.Session(connection.Context));
            await connection.AcceptLoginAsync();
            await connection.SendAsync(new LoginResult { Outcome = LoginOutcome.LoggedIn });
            loggedIn.SetResult();
        });

        await ListenUntilAsync(phone, IsInHistoryAsync());

        Assert.True(Assert.Single(phone.Person.LoginPrompts).IsPush);
        await phone.Server.FinishedAsync();

        async Task IsInHistoryAsync()
        {
            await loggedIn.Task;
            while ((await phone.Store.ReadHistoryAsync(Phone.Token))[^1].Kind is not HistoryKind.Push)
            {
                await Task.Delay(10, Phone.Token);
            }
        }
    }

    [Fact]
    public async Task Pings_are_answered_while_the_person_decides()
    {
        await using var phone = await Phone.EnrolledAsync();
        var answered = new TaskCompletionSource();
        phone.Person.Login = async (_, _) =>
        {
            await answered.Task;
            return new LoginAnswer.Approve();
        };
        var finished = new TaskCompletionSource();
        phone.Server.Next(async connection =>
        {
            await StartAsync(connection);
            await connection.SendAsync(NewPush(phone, 1));
            await connection.ReceiveAsync<Pushed>();
            await connection.SendAsync(new Ping());
            await connection.ReceiveAsync<Pong>();
            answered.SetResult();
            await connection.ReceiveFrameAsync();
        });
        phone.Server.Next(async connection =>
        {
            await connection.RespondLoginAsync();
            await connection.AcceptLoginAsync();
            await connection.SendAsync(new LoginResult { Outcome = LoginOutcome.LoggedIn });
            finished.SetResult();
        });

        await ListenUntilAsync(phone, finished.Task);
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task After_a_lost_connection_it_listens_again_and_asks_no_push_twice()
    {
        await using var phone = await Phone.EnrolledAsync();
        var push = NewPush(phone, 9);
        var finished = new TaskCompletionSource();
        var loggedIn = new TaskCompletionSource();
        phone.Server.Next(async connection =>
        {
            await StartAsync(connection);
            await connection.SendAsync(push);
            await loggedIn.Task;

            // The acknowledgement is lost with the connection.
            connection.Break();
        });
        phone.Server.Next(async connection =>
        {
            await connection.RespondLoginAsync();
            await connection.AcceptLoginAsync();
            await connection.SendAsync(new LoginResult { Outcome = LoginOutcome.LoggedIn });
            loggedIn.SetResult();
        });
        phone.Server.Next(async connection =>
        {
            await StartAsync(connection);
            await connection.SendAsync(push);
            Assert.Equal(9, (await connection.ReceiveAsync<Pushed>()).N);
            finished.SetResult();
        });

        await ListenUntilAsync(phone, finished.Task);

        // The enrolment, two to listen, one to log in.
        Assert.Equal(4, phone.Server.Connections);
        Assert.Single(phone.Person.LoginPrompts);
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task An_expired_push_is_acknowledged_and_not_asked()
    {
        await using var phone = await Phone.EnrolledAsync();
        var finished = new TaskCompletionSource();
        phone.Server.Next(async connection =>
        {
            await StartAsync(connection);
            await connection.SendAsync(NewPush(phone, 3) with { Expires = 1 });
            Assert.Equal(3, (await connection.ReceiveAsync<Pushed>()).N);
            finished.SetResult();
        });

        await ListenUntilAsync(phone, finished.Task);

        Assert.Empty(phone.Person.LoginPrompts);
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task A_removed_account_is_removed_here_and_ends_the_listening()
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Server.Next(async connection =>
        {
            await StartAsync(connection);
            await connection.SendAsync(new Push { N = 1, Kind = PushKind.AccountRemoved, Expires = 2_000_000_000 });
            await connection.ReceiveAsync<Pushed>();
        });

        var account = await phone.OnlyAccountAsync();
        Assert.Equal(new PhoneResult.Refused(Refusal.AccountRemoved), await phone.Client.ListenAsync(account.Account.Id, Phone.Token));

        Assert.Empty((await phone.Store.ListAsync(Phone.Token)).Accounts);
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task An_account_the_server_does_not_know_is_not_tried_for_ever()
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Server.Accounts.Clear();
        phone.Server.Next(async connection =>
        {
            await connection.RespondAccountAsync();
            Assert.Null(await connection.TryAcceptAsync());
            await connection.SendFrameAsync(Alert.Write(AlertCode.HandshakeFailed));
        });

        var account = await phone.OnlyAccountAsync();
        var result = await phone.Client.ListenAsync(account.Account.Id, Phone.Token);

        Assert.Equal(new PhoneResult.Refused(Refusal.UnknownAccount), result);
        await phone.Server.FinishedAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_logout_ends_the_session_that_is_kept_and_is_told_once(bool missed)
    {
        await using var phone = await Phone.EnrolledAsync();
        var events = new Events();
        phone.Options = phone.Options with { Progress = events };
        var (kept, acknowledged, closed) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        var session = phone.Server.Session.ToString();
        phone.Server.Next(async connection =>
        {
            await StartAsync(connection);
            await connection.SendAsync(NewPush(phone, 1));
            await connection.ReceiveAsync<Pushed>();
            await kept.Task;
            await connection.SendAsync(
                missed ? new Push { N = 2, Kind = PushKind.Logout, Hsid = session, Expires = 2_000_000_000 } : new LoggedOut { Hsid = session, N = 2 });
            Assert.Equal(2, (await connection.ReceiveAsync<Pushed>()).N);
            acknowledged.SetResult();
            await connection.ReceiveFrameAsync();
        });
        phone.Server.Next(async connection =>
        {
            await connection.RespondLoginAsync();
            await connection.AcceptLoginAsync();
            await connection.SendAsync(new LoginResult { Outcome = LoginOutcome.LoggedIn, PingTime = 30 });
            while (!events.Seen.Any(seen => seen is PhoneEvent.PushFinished))
            {
                await Task.Delay(10, Phone.Token);
            }

            kept.SetResult();
            Assert.Null(await connection.ReceiveFrameAsync());
            closed.SetResult();
        });

        await ListenUntilAsync(phone, Task.WhenAll(acknowledged.Task, closed.Task));

        Assert.Equal(session, Assert.Single(events.Seen.OfType<PhoneEvent.LoggedOut>()).Session);
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task What_happens_is_told()
    {
        await using var phone = await Phone.EnrolledAsync();
        var events = new Events();
        phone.Options = phone.Options with { Progress = events };
        var finished = new TaskCompletionSource();
        phone.Server.Next(async connection =>
        {
            await StartAsync(connection);
            await connection.SendAsync(new Push { N = 1, Kind = PushKind.Logout, Hsid = "x", Expires = 2_000_000_000 });
            await connection.ReceiveAsync<Pushed>();
            finished.SetResult();
        });

        await ListenUntilAsync(phone, finished.Task);

        Assert.Contains(events.Seen, seen => seen is PhoneEvent.Connecting);
        Assert.Contains(events.Seen, seen => seen is PhoneEvent.Listening { Account.Label: "alice" });
        Assert.Contains(events.Seen, seen => seen is PhoneEvent.LoggedOut { Session: "x" });
        await phone.Server.FinishedAsync();
    }

    private static async Task StartAsync(ScriptedConnection connection)
    {
        await connection.OpenAccountAsync();
        var listen = await connection.ReceiveAsync<Listen>();
        await connection.SendAsync(new Answer { Re = listen.Id!.Value, Done = true });
    }

    private static Push NewPush(Phone phone, long number) => new()
    {
        N = number,
        Kind = PushKind.Login,
        Hsid = phone.Server.Session.ToString(),
        PushId = Base64Url.EncodeToString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(PushContext.PushIdSize)),
        Expires = 2_000_000_000,
    };

    private static async Task ListenUntilAsync(Phone phone, Task until)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Phone.Token);
        var account = await phone.OnlyAccountAsync();
        var listening = phone.Client.ListenAsync(account.Account.Id, stop.Token);
        await Task.WhenAny(until, listening).WaitAsync(TimeSpan.FromSeconds(20), Phone.Token);
        Assert.False(listening.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
    }

    private sealed class Events : IProgress<PhoneEvent>
    {
        public ConcurrentQueue<PhoneEvent> Seen { get; } = new();

        public void Report(PhoneEvent value) => Seen.Enqueue(value);
    }
}
