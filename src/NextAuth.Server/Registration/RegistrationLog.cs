using Microsoft.Extensions.Logging;
using NextAuth.Protocol;

namespace NextAuth.Server.Registration;

// Event ids 1200-1299. Ids are never reused; docs/operations/events.md lists them.
internal static partial class RegistrationLog
{
    [LoggerMessage(1200, LogLevel.Information, "Account {Account} enrolled on server {Server} in session {Session}; logged in: {LoggedIn}")]
    public static partial void Enrolled(this ILogger logger, long account, ServerId server, Hsid session, bool loggedIn);

    [LoggerMessage(1201, LogLevel.Information, "registerUser in session {Session} of server {Server}: {Registered}")]
    public static partial void UserRegistered(this ILogger logger, Hsid session, ServerId server, bool registered);
}
