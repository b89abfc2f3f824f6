using NextAuth.Protocol;

namespace NextAuth.Server.Users;

/// <summary>Durable users.</summary>
public interface IUserStore
{
    /// <summary>Ties the account logged in in a session to a user, making the user when new.</summary>
    /// <returns><see langword="false"/> when nobody is logged in there; nothing was written.</returns>
    Task<bool> RegisterAsync(ServerId server, Hsid session, string userId, DateTimeOffset now, CancellationToken cancellationToken);
}
