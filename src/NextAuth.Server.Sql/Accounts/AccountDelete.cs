using NextAuth.Server.Accounts;
using NextAuth.Server.Sessions;
using NextAuth.Server.Sql.Database;
using NextAuth.Server.Sql.Sessions;

namespace NextAuth.Server.Sql.Accounts;

/// <summary>The end of an account, whatever brings it: the phone, the web application, the end of its user or its server.</summary>
internal static class AccountDelete
{
    /// <returns>The sessions that ended; <see langword="null"/> when there is no such account.</returns>
    public static IReadOnlyList<EndedLogin>? Run(WriteScope scope, long id)
    {
        if (scope.Statement("DELETE FROM accounts WHERE id = @id").Bind("@id", id).Execute() == 0)
        {
            return null;
        }

        var ended = LoginEnd.OfAccount(scope, id);
        scope.Statement("UPDATE sessions SET account = NULL WHERE account = @id").Bind("@id", id).Execute();
        scope.Statement("DELETE FROM pushes WHERE account = @id").Bind("@id", id).Execute();
        return ended;
    }

    /// <summary>Deletes all accounts of a user.</summary>
    public static IReadOnlyList<DeletedAccount> OfUser(WriteScope scope, byte[] server, string userId) =>
        Run(scope, scope.Statement("SELECT id FROM accounts WHERE server = @server AND userid = @userid ORDER BY id")
            .Bind("@server", server).Bind("@userid", userId));

    /// <summary>Deletes some accounts of a server.</summary>
    public static IReadOnlyList<DeletedAccount> OfServer(WriteScope scope, byte[] server, int limit) =>
        Run(scope, scope.Statement("SELECT id FROM accounts WHERE server = @server LIMIT @limit").Bind("@server", server).Bind("@limit", (long)limit));

    private static IReadOnlyList<DeletedAccount> Run(WriteScope scope, Statement ids) =>
        [.. ids.All<AccountIdRow>().Select(row => new DeletedAccount(row.Id!.Value, Run(scope, row.Id.Value) ?? []))];
}
