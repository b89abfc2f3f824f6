using System.Security.Cryptography;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Push;
using NextAuth.Server.Sessions;
using NextAuth.Server.Sql.Database;

namespace NextAuth.Server.Sql.Sessions;

/// <summary>Logouts that wait for the account's phone, among its pushes.</summary>
internal static class LogoutNotices
{
    /// <returns>The push's number.</returns>
    public static long Add(WriteScope scope, EndedLoginRow login, LogoutNotice notice)
    {
        var n = Insert(scope, login, notice);

        // The newest stay: they are what the person would look for.
        scope.Statement("""
            DELETE FROM pushes WHERE account = @account AND kind = 1 AND acknowledged = 0 AND used = 0 AND n <= (
                SELECT n FROM pushes WHERE account = @account AND kind = 1 AND acknowledged = 0 AND used = 0 ORDER BY n DESC LIMIT 1 OFFSET @most)
            """)
            .Bind("@account", login.Account).Bind("@most", (long)notice.Most)
            .Execute();
        return n;
    }

    /// <summary>The account has logged in again: a phone that heard of the logout only now would end the new login.</summary>
    public static void Withdraw(WriteScope scope, byte[] session, long account) =>
        scope.Statement("DELETE FROM pushes WHERE session = @session AND kind = @kind AND account = @account")
            .Bind("@session", session).Bind("@kind", (long)PushedKind.Logout).Bind("@account", account)
            .Execute();

    private static long Insert(WriteScope scope, EndedLoginRow login, LogoutNotice notice) => (long)scope.Statement("""
        INSERT INTO pushes (id, server, session, account, kind, created, expires)
        VALUES (@id, @server, @session, @account, @kind, @created, @expires) RETURNING n
        """)
        .Bind("@id", RandomNumberGenerator.GetBytes(PushContext.PushIdSize)).Bind("@server", login.Server).Bind("@session", login.Hsid)
        .Bind("@account", login.Account).Bind("@kind", (long)PushedKind.Logout).Bind("@created", notice.Now).Bind("@expires", notice.Expires)
        .Value()!;
}
