using NextAuth.Protocol;
using NextAuth.Server.Accounts;
using NextAuth.Server.Attributes;

namespace NextAuth.Server.Users;

/// <summary>Which users to list.</summary>
/// <param name="Filters">Attributes, all of which must fit.</param>
/// <param name="Search">A part of the name, ASCII case ignored; <see langword="null"/>: any name.</param>
/// <param name="Page">Which part of the list.</param>
public sealed record UserQuery(IReadOnlyList<AttributeFilter> Filters, string? Search, PageRequest Page);

/// <summary>Durable users. Each method is one atomic step.</summary>
public interface IUserStore
{
    /// <summary>Ties the account logged in in a session to a user, making the user when new.</summary>
    /// <returns><see langword="false"/> when nobody is logged in there; nothing was written.</returns>
    Task<bool> RegisterAsync(ServerId server, Hsid session, string userId, DateTimeOffset now, CancellationToken cancellationToken);

    Task<bool> ExistsAsync(ServerId server, string userId, CancellationToken cancellationToken);

    Task<Page<User>> ListAsync(ServerId server, UserQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes a user's attributes, enrol codes, the rights of the user's role and accounts, at most <paramref name="limit"/>, in one step; and the user, when no more accounts are left.
    /// </summary>
    /// <returns>The accounts that went; fewer than <paramref name="limit"/>: the user went too. <see langword="null"/> when there is no such user.</returns>
    Task<IReadOnlyList<DeletedAccount>?> DeleteAsync(ServerId server, string userId, int limit, DateTimeOffset now, CancellationToken cancellationToken);
}
