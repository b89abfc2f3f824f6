using NextAuth.Protocol;
using NextAuth.Server.Sql.Database;
using NextAuth.Server.Sql.Servers;

namespace NextAuth.Server.Sql.Sessions;

/// <summary>What a web application says about a session.</summary>
internal static class SessionContext
{
    /// <summary>Keeps it, making the session when it is new; not for a server that has just been deleted.</summary>
    public static int Keep(WriteScope scope, ServerId server, Hsid id, string context, DateTimeOffset now) => scope.Statement($"""
        INSERT INTO sessions (hsid, server, epoch, touched, context) SELECT @id, @server, 0, @now, @context WHERE {ServerCheck.IsThere}
        ON CONFLICT (hsid) DO UPDATE SET context = excluded.context, touched = excluded.touched
        """)
        .Bind("@id", id.ToArray()).Bind("@server", server.ToArray()).Bind("@now", now).Bind("@context", context)
        .Execute();
}
