using NextAuth.Protocol;

namespace NextAuth.Server.Attributes;

/// <summary>Whose attributes.</summary>
public enum AttributeKind
{
    /// <summary>A user's.</summary>
    User,

    /// <summary>A server's.</summary>
    Server,

    /// <summary>A server's, for the installation's operator alone.</summary>
    Privileged,

    /// <summary>The installation's.</summary>
    Global,
}

/// <summary>One set of attributes.</summary>
/// <param name="Kind">Whose.</param>
/// <param name="Server">The server; <see langword="null"/> for those of the installation.</param>
/// <param name="UserId">The user, for a user's.</param>
public sealed record AttributeOwner(AttributeKind Kind, ServerId? Server, string? UserId)
{
    public static AttributeOwner OfUser(ServerId server, string userId) => new(AttributeKind.User, server, userId);
}
