using NextAuth.Authenticator.Tests.Scripted;
using NextAuth.Protocol;
using NextAuth.Protocol.Messages;

namespace NextAuth.Authenticator.Tests;

public class ContinuousSessionTests
{
    [Fact]
    public async Task Pings_are_answered_until_the_server_logs_out()
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Server.Next(async connection =>
        {
            await LogInAsync(connection, pingTime: 30);
            for (var i = 0; i < 3; i++)
            {
                await connection.SendAsync(new Ping());
                await connection.ReceiveAsync<Pong>();
            }

            await connection.SendAsync(new LoggedOut { Hsid = phone.Server.Session.ToString() });
        });

        var result = Assert.IsType<PhoneResult.LoggedIn>(await phone.LogInAsync());
        await using var session = result.Session!;

        Assert.Equal(TimeSpan.FromSeconds(30), session.PingTime);
        Assert.Equal(SessionEnd.LoggedOut, await session.Ended.WaitAsync(TimeSpan.FromSeconds(10), Phone.Token));
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task Logging_out_names_the_session_and_ends_it()
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Server.Next(async connection =>
        {
            await LogInAsync(connection, pingTime: 30);
            var logout = await connection.ReceiveAsync<Logout>();
            Assert.Equal(phone.Server.Session.ToString(), logout.Hsid);
            await connection.SendAsync(new Answer { Re = logout.Id!.Value, Done = true });
        });

        var result = Assert.IsType<PhoneResult.LoggedIn>(await phone.LogInAsync());
        await using var session = result.Session!;

        Assert.IsType<PhoneResult.Done>(await session.LogOutAsync(Phone.Token));
        Assert.Equal(SessionEnd.LoggedOut, await session.Ended);
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task A_lost_connection_is_replaced_by_an_account_channel()
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Server.Next(async connection =>
        {
            await LogInAsync(connection, pingTime: 30);
            await connection.SendAsync(new Ping());
            await connection.ReceiveAsync<Pong>();
            connection.Break();
        });
        phone.Server.Next(async connection =>
        {
            await connection.OpenAccountAsync();
            Assert.Null((await connection.ReceiveAsync<Listen>()).Id);
            await connection.SendAsync(new Ping());
            await connection.ReceiveAsync<Pong>();
            await connection.SendAsync(new LoggedOut { Hsid = phone.Server.Session.ToString(), N = 7 });
            Assert.Equal(7, (await connection.ReceiveAsync<Pushed>()).N);
        });

        var result = Assert.IsType<PhoneResult.LoggedIn>(await phone.LogInAsync());
        await using var session = result.Session!;

        Assert.Equal(SessionEnd.LoggedOut, await session.Ended.WaitAsync(TimeSpan.FromSeconds(10), Phone.Token));
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task A_logout_missed_while_the_connection_was_lost_ends_it_and_anothers_does_not()
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Server.Next(async connection =>
        {
            await LogInAsync(connection, pingTime: 30);
            await connection.SendAsync(new Ping());
            await connection.ReceiveAsync<Pong>();
            connection.Break();
        });
        phone.Server.Next(async connection =>
        {
            await connection.OpenAccountAsync();
            await connection.ReceiveAsync<Listen>();
            await connection.SendAsync(new Push { N = 8, Kind = PushKind.Logout, Hsid = "another" });
            await connection.SendAsync(new Push { N = 9, Kind = PushKind.Logout, Hsid = phone.Server.Session.ToString() });
            Assert.Equal(9, (await connection.ReceiveAsync<Pushed>()).N);
        });

        var result = Assert.IsType<PhoneResult.LoggedIn>(await phone.LogInAsync());
        await using var session = result.Session!;

        Assert.Equal(SessionEnd.LoggedOut, await session.Ended.WaitAsync(TimeSpan.FromSeconds(10), Phone.Token));
        await phone.Server.FinishedAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_ends_when_the_server_has_removed_the_account(bool connected)
    {
        await using var phone = await Phone.EnrolledAsync();
        var removed = new Push { N = 0, Kind = PushKind.AccountRemoved };
        phone.Server.Next(async connection =>
        {
            await LogInAsync(connection, pingTime: 30);
            await connection.SendAsync(connected ? removed : new Ping());
            if (!connected)
            {
                await connection.ReceiveAsync<Pong>();
                connection.Break();
            }
        });
        if (!connected)
        {
            phone.Server.Next(async connection =>
            {
                await connection.RespondAccountAsync();
                await connection.AcceptAsync();
                await connection.SendAsync(removed);
            });
        }

        var result = Assert.IsType<PhoneResult.LoggedIn>(await phone.LogInAsync());
        await using var session = result.Session!;

        Assert.Equal(SessionEnd.AccountRemoved, await session.Ended.WaitAsync(TimeSpan.FromSeconds(10), Phone.Token));
        Assert.Empty((await phone.Store.ListAsync(Phone.Token)).Accounts);
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task A_server_that_stays_away_for_the_ping_time_has_ended_the_login()
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Server.Next(async connection =>
        {
            await LogInAsync(connection, pingTime: 1);
            await connection.SendAsync(new Ping());
            await connection.ReceiveAsync<Pong>();
            connection.Break();
        });

        var result = Assert.IsType<PhoneResult.LoggedIn>(await phone.LogInAsync());
        await using var session = result.Session!;

        Assert.Equal(SessionEnd.ConnectionLost, await session.Ended.WaitAsync(TimeSpan.FromSeconds(10), Phone.Token));
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task Disposing_closes_the_connection()
    {
        await using var phone = await Phone.EnrolledAsync();
        phone.Server.Next(async connection =>
        {
            await LogInAsync(connection, pingTime: 30);
            Assert.Null(await connection.ReceiveFrameAsync());
        });

        var session = Assert.IsType<PhoneResult.LoggedIn>(await phone.LogInAsync()).Session!;
        await session.DisposeAsync();

        Assert.Equal(SessionEnd.Stopped, await session.Ended);
        await phone.Server.FinishedAsync();
    }

    [Fact]
    public async Task A_phone_logs_itself_in_on_a_session_of_its_own()
    {
        await using var phone = await Phone.EnrolledAsync();
        string? nonce = null;
        phone.Server.Next(async connection =>
        {
            await connection.OpenAccountAsync();
            var login = await connection.ReceiveAsync<AppLogin>();
            nonce = login.WebNonce;
            await connection.SendAsync(new Answer { Re = login.Id!.Value, Done = true });
            await connection.SendAsync(new LoggedOut { Hsid = Hsid.Derive(phone.Server.Id, login.WebNonce).ToString() });
        });

        var account = await phone.OnlyAccountAsync();
        var result = Assert.IsType<PhoneResult.LoggedIn>(await phone.Client.AppLoginAsync(account.Account.Id, Phone.Token));
        await using var session = result.Session!;

        Assert.Equal(nonce, result.WebNonce);
        Assert.Equal(43, nonce?.Length);
        Assert.DoesNotContain(nonce!, result.ToString(), StringComparison.Ordinal);
        Assert.Equal(SessionEnd.LoggedOut, await session.Ended.WaitAsync(TimeSpan.FromSeconds(10), Phone.Token));
        await phone.Server.FinishedAsync();
    }

    private static async Task LogInAsync(ScriptedConnection connection, int pingTime)
    {
        await connection.RespondLoginAsync();
        await connection.AcceptLoginAsync();
        await connection.SendAsync(new LoginResult { Outcome = LoginOutcome.LoggedIn, PingTime = pingTime });
    }
}
