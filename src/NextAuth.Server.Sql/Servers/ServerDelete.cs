using NextAuth.Protocol;
using NextAuth.Server.Sql.Accounts;
using NextAuth.Server.Sql.Database;

namespace NextAuth.Server.Sql.Servers;

/// <summary>
/// The end of a virtual server. It is gone at once: without its row and its keys nothing of it can be reached. Its users and accounts may be a million and go in steps,
/// so that other servers' logins get their turn between; what was begun is noted, and goes on after a crash.
/// </summary>
internal static class ServerDelete
{
    // A server for trying things out has no more and is gone with one step.
    private const int FirstStep = 200;

    // Passing over a session costs far less than deleting an account.
    private const int SessionsPerRow = 10;

    public static bool Run(WriteScope scope, ServerId id)
    {
        var server = id.ToArray();
        if (scope.Statement("DELETE FROM servers WHERE id = @server").Bind("@server", server).Execute() == 0)
        {
            return false;
        }

        scope.Statement("DELETE FROM permissions WHERE server = @server").Bind("@server", server).Execute();
        scope.Statement("DELETE FROM enrolments WHERE server = @server").Bind("@server", server).Execute();
        scope.Statement("INSERT INTO removed_servers (server) VALUES (@server)").Bind("@server", server).Execute();
        Step(scope, server, FirstStep);
        return true;
    }

    /// <summary>Takes the next step.</summary>
    /// <returns>How many rows of a kind went; fewer than <paramref name="limit"/> when nothing is left of any server.</returns>
    public static int Continue(WriteScope scope, int limit)
    {
        if (Next(scope) is not { } server)
        {
            return 0;
        }

        // When this one is done, the next one must not wait for the job's next turn.
        var gone = Step(scope, server, limit);
        return gone < limit && Next(scope) is not null ? limit : gone;
    }

    private static byte[]? Next(WriteScope scope) => scope.Statement("SELECT server FROM removed_servers LIMIT 1").Value() as byte[];

    private static int Step(WriteScope scope, byte[] server, int limit)
    {
        // Before the accounts: each of them would be counted down in every attribute of its user.
        var attributes = Enumerable.Range(0, 3).Max(kind => Delete(
            scope,
            $"""
            DELETE FROM attributes WHERE kind = {kind} AND server = @server
            AND (owner, key) IN (SELECT owner, key FROM attributes WHERE kind = {kind} AND server = @server LIMIT @limit)
            """,
            server,
            limit));
        if (attributes == limit)
        {
            return limit;
        }

        var accounts = AccountDelete.OfServer(scope, server, limit);
        foreach (var (_, ended) in accounts)
        {
            foreach (var login in ended)
            {
                scope.Statement("DELETE FROM sessions WHERE hsid = @id").Bind("@id", login.Session.ToArray()).Execute();
            }
        }

        if (accounts.Count == limit)
        {
            return limit;
        }

        var users = Delete(scope, "DELETE FROM users WHERE server = @server AND userid IN (SELECT userid FROM users WHERE server = @server LIMIT @limit)", server, limit);
        if (users == limit)
        {
            return limit;
        }

        var transactions = Delete(
            scope, "DELETE FROM transactions WHERE id IN (SELECT id FROM transactions WHERE server = @server LIMIT @limit)", server, limit);
        if (transactions == limit)
        {
            return limit;
        }

        // After the accounts: nobody logs in any more.
        if (!PassSessions(scope, server, limit * SessionsPerRow))
        {
            return limit;
        }

        var removed = Delete(
            scope,
            """
            DELETE FROM removed_accounts WHERE server = @server
            AND key_hash IN (SELECT key_hash FROM removed_accounts WHERE server = @server LIMIT @limit)
            """,
            server,
            limit);
        if (removed == limit)
        {
            return limit;
        }

        // The roles stay, with the numbers that others may know them by, and have no rights here any more.
        Delete(scope, "DELETE FROM permissions WHERE role IN (SELECT role FROM user_roles WHERE server = @server)", server, limit);
        Delete(scope, "DELETE FROM user_roles WHERE server = @server", server, limit);
        Delete(scope, "DELETE FROM counts WHERE server = @server", server, limit);
        Delete(scope, "DELETE FROM value_counts WHERE server = @server", server, limit);
        Delete(scope, "DELETE FROM removed_servers WHERE server = @server", server, limit);
        return 0;
    }

    /// <summary>Deletes the server's sessions among the next so many of all: what they say of addresses and browsers must not outlive it.</summary>
    /// <returns><see langword="true"/> when there are no more.</returns>
    private static bool PassSessions(WriteScope scope, byte[] server, int count)
    {
        const string After = "hsid > (SELECT sessions_after FROM removed_servers WHERE server = @server)";
        using var next = scope.Statement($"SELECT COUNT(*), MAX(hsid) FROM (SELECT hsid FROM sessions WHERE {After} ORDER BY hsid LIMIT @count) AS next")
            .Bind("@server", server).Bind("@count", (long)count)
            .Read();
        next.Read();
        var (passed, last) = (next.GetInt64(0), next.IsDBNull(1) ? [] : next.GetFieldValue<byte[]>(1));
        next.Close();
        if (passed == 0)
        {
            return true;
        }

        scope.Statement($"DELETE FROM sessions WHERE {After} AND hsid <= @last AND server = @server").Bind("@server", server).Bind("@last", last).Execute();
        scope.Statement("UPDATE removed_servers SET sessions_after = @last WHERE server = @server").Bind("@server", server).Bind("@last", last).Execute();
        return passed < count;
    }

    private static int Delete(WriteScope scope, string sql, byte[] server, int limit) =>
        scope.Statement(sql).Bind("@server", server).Bind("@limit", (long)limit).Execute();
}
