using System.Security.Cryptography;
using System.Text;
using NextAuth.Server.Sessions;
using NextAuth.Server.Sql.Database;

namespace NextAuth.Server.Sql.Sessions;

/// <summary>One login, step by step, inside one transaction: nothing that it has checked can change before its commit.</summary>
internal static class LoginWrite
{
    // Nobody, or somebody whose time is over although the row has not been cleaned yet.
    private const string NobodyIsLoggedIn =
        "(sessions.login_expires IS NULL OR sessions.login_expires <= @now OR (sessions.ping_deadline IS NOT NULL AND sessions.ping_deadline <= @now))";

    private static readonly TimeSpan RecentWindow = TimeSpan.FromHours(1);

    private const string LogIn =
        "epoch = sessions.epoch + 1, account = @account, last_login = @now, login_expires = @expires, ping_deadline = @ping, touched = @now";

    public static StoreLogin Run(WriteScope scope, LoginCommand command)
    {
        // First, and kept whatever follows: a push gives one try, or its six digits could be guessed.
        if (command.PushId is { } push && SpendPush(scope, command, push) is { } refusal)
        {
            return new(refusal);
        }

        var account = FindAccount(scope, command);
        if (account is null || !account.AuthKey.AsSpan().SequenceEqual(command.AccountKey))
        {
            return new(StoreLoginResult.AccountGone);
        }

        if (account.Blocked != 0)
        {
            return new(StoreLoginResult.Blocked);
        }

        // A clock that was set back must not bar the account until the time it showed before.
        if (account.Logins >= command.MaxRecent && account.LoginsSince > command.Now - RecentWindow && account.LoginsSince <= command.Now)
        {
            return new(StoreLoginResult.TooMany);
        }

        // Of epoch 0 nobody has ever been logged in.
        var overdue = command.Epoch == 0 ? null : FindOverdue(scope, command);
        if (!SwapSession(scope, command))
        {
            return new(StoreLoginResult.SessionChanged);
        }

        SessionOffers.EndPushes(scope, command.Session.ToArray());
        LogoutNotices.Withdraw(scope, command.Session.ToArray(), command.Account);
        NoteLogin(scope, command, account.Userid);
        return new(StoreLoginResult.LoggedIn, EndOverdue(scope, command, overdue));
    }

    /// <summary>Makes the login of a new account, unless somebody is logged in.</summary>
    /// <returns>The new epoch, and whose login was over and made room; <see langword="null"/> when somebody is.</returns>
    public static (uint Epoch, EndedLogin? Overdue)? LogInWhenFree(WriteScope scope, LoginCommand command)
    {
        var overdue = FindOverdue(scope, command);
        return InsertOrSwap(scope, command) is { } epoch ? (epoch, EndOverdue(scope, command, overdue)) : null;
    }

    /// <summary>Notes at account and user that they logged in.</summary>
    public static void NoteLogin(WriteScope scope, LoginCommand command, string? userId)
    {
        scope.Statement("""
            UPDATE accounts SET last_login = @now, declined_in_row = 0,
                logins = CASE WHEN logins_since > @then AND logins_since <= @now THEN logins + 1 ELSE 1 END,
                logins_since = CASE WHEN logins_since > @then AND logins_since <= @now THEN logins_since ELSE @now END
            WHERE id = @account
            """)
            .Bind("@now", command.Now).Bind("@then", command.Now - RecentWindow).Bind("@account", command.Account)
            .Execute();

        // Apart, and only when it is another: it has an index, which would be written at every login.
        scope.Statement("UPDATE accounts SET client_version = @version WHERE id = @account AND client_version IS NOT @version AND @version IS NOT NULL")
            .Bind("@version", command.ClientVersion).Bind("@account", command.Account)
            .Execute();

        if (userId is not null)
        {
            scope.Statement("UPDATE users SET last_login = @now WHERE server = @server AND userid = @userid")
                .Bind("@now", command.Now).Bind("@server", command.Server.ToArray()).Bind("@userid", userId)
                .Execute();
        }
    }

    private static StoreLoginResult? SpendPush(WriteScope scope, LoginCommand command, byte[] push)
    {
        // Only the push's own account and session spend it: nobody uses up somebody else's.
        var spent = scope.Statement("""
            UPDATE pushes SET used = 1 WHERE id = @id AND server = @server AND session = @session AND account = @account AND kind = 0 AND used = 0
            RETURNING code, expires
            """)
            .Bind("@id", push).Bind("@server", command.Server.ToArray()).Bind("@session", command.Session.ToArray()).Bind("@account", command.Account)
            .First<SpentPushRow>();

        return spent switch
        {
            null => StoreLoginResult.PushRefused,
            _ when SqlTime.From(spent.Expires) <= command.Now => StoreLoginResult.PushExpired,
            _ when spent.Code is not null && !IsSame(spent.Code, command.Code) => StoreLoginResult.WrongCode,
            _ => null,
        };
    }

    private static LoginAccountRow? FindAccount(WriteScope scope, LoginCommand command) =>
        scope.Statement("SELECT auth_key AS AuthKey, blocked, userid, logins, logins_since AS Since FROM accounts WHERE id = @account AND server = @server")
            .Bind("@account", command.Account).Bind("@server", command.Server.ToArray())
            .First<LoginAccountRow>();

    /// <summary>Another account's login in the session. When this command's login succeeds its time was over: the job that ends such logins has not come to it, and will not find it any more.</summary>
    private static EndedLoginRow? FindOverdue(WriteScope scope, LoginCommand command) => scope.Statement("""
        SELECT server, hsid, epoch, account FROM sessions WHERE hsid = @id AND server = @server AND login_expires IS NOT NULL AND account <> @account
        """)
        .Bind("@id", command.Session.ToArray()).Bind("@server", command.Server.ToArray()).Bind("@account", command.Account)
        .First<EndedLoginRow>();

    private static EndedLogin? EndOverdue(WriteScope scope, LoginCommand command, EndedLoginRow? overdue) =>
        overdue is null ? null : overdue.ToEndedLogin() with { Epoch = (uint)overdue.Epoch + 1, Notice = LogoutNotices.Add(scope, overdue, command.Notice) };

    private static bool SwapSession(WriteScope scope, LoginCommand command)
    {
        // A session that is not stored has epoch 0; so may a stored one, of which only the context is known.
        var sql = command.Epoch == 0
            ? $"""
            INSERT INTO sessions (hsid, server, epoch, account, last_login, login_expires, ping_deadline, touched)
            VALUES (@id, @server, 1, @account, @now, @expires, @ping, @now)
            ON CONFLICT (hsid) DO UPDATE SET {LogIn}
            WHERE sessions.server = excluded.server AND sessions.epoch = @epoch AND {NobodyIsLoggedIn}
            RETURNING epoch
            """
            : $"UPDATE sessions SET {LogIn} WHERE hsid = @id AND server = @server AND epoch = @epoch AND {NobodyIsLoggedIn} RETURNING epoch";

        return Epoch(BindLogin(scope.Statement(sql), command).Bind("@epoch", (long)command.Epoch)) is not null;
    }

    private static uint? InsertOrSwap(WriteScope scope, LoginCommand command) => Epoch(BindLogin(scope.Statement($"""
        INSERT INTO sessions (hsid, server, epoch, account, last_login, login_expires, ping_deadline, touched)
        VALUES (@id, @server, 1, @account, @now, @expires, @ping, @now)
        ON CONFLICT (hsid) DO UPDATE SET {LogIn}
        WHERE sessions.server = excluded.server AND {NobodyIsLoggedIn}
        RETURNING epoch
        """), command));

    private static Statement BindLogin(Statement statement, LoginCommand command) => statement
        .Bind("@id", command.Session.ToArray()).Bind("@server", command.Server.ToArray()).Bind("@account", command.Account)
        .Bind("@now", command.Now).Bind("@expires", command.Expires).Bind("@ping", command.PingDeadline);

    private static uint? Epoch(Statement statement) => statement.Value() is long epoch ? (uint)epoch : null;

    private static bool IsSame(string code, string? typed) =>
        typed is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(code), Encoding.UTF8.GetBytes(typed));
}

internal sealed class SpentPushRow
{
    public string? Code { get; init; }

    public long Expires { get; init; }
}

internal sealed class LoginAccountRow
{
    public required byte[] AuthKey { get; init; }

    public long Blocked { get; init; }

    public string? Userid { get; init; }

    public long Logins { get; init; }

    public long Since { get; init; }

    public DateTimeOffset LoginsSince => SqlTime.From(Since);
}
