using NextAuth.Server.Sql.Database;

namespace NextAuth.Server.Sql.Sessions;

/// <summary>
/// The ways into a session that were offered before: pushes and enrol codes. What comes of one ends the others, or somebody who kept a second one (a tablet that still
/// rings, a photograph of a code) could log the session in after its owner has left. Login codes end by the session's epoch.
/// </summary>
internal static class SessionOffers
{
    public static void EndPushes(WriteScope scope, byte[] session) =>
        scope.Statement("UPDATE pushes SET used = 1 WHERE session = @session AND kind = 0 AND used = 0").Bind("@session", session).Execute();

    public static void EndEnrolments(WriteScope scope, byte[] session) =>
        scope.Statement("DELETE FROM enrolments WHERE session = @session").Bind("@session", session).Execute();
}
