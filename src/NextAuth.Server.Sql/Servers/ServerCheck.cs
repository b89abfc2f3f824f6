using NextAuth.Protocol;
using NextAuth.Server.Sql.Database;

namespace NextAuth.Server.Sql.Servers;

/// <summary>
/// Whether a server is there, asked inside the write: a request that was let in before the server was deleted may come to its write at any time afterwards, when nobody
/// would delete what it leaves.
/// </summary>
internal static class ServerCheck
{
    /// <summary>The same as a condition on <c>@server</c>.</summary>
    public const string IsThere = "EXISTS (SELECT 1 FROM servers WHERE id = @server)";

    public static bool Run(WriteScope scope, ServerId server) =>
        scope.Statement("SELECT 1 FROM servers WHERE id = @server").Bind("@server", server.ToArray()).Value() is not null;
}
