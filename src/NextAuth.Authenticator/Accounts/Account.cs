using NextAuth.Protocol;
using NextAuth.Protocol.Messages;

namespace NextAuth.Authenticator.Accounts;

/// <summary>An account on this phone, without its keys. A value; safe to share between threads.</summary>
public sealed record Account
{
    /// <summary>Gets the name of the account on this phone: 16 hexadecimal digits, random, never sent to a server.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the virtual server.</summary>
    public required ServerId Server { get; init; }

    /// <summary>Gets the server's identity key, 65 bytes, as proven at enrolment: every later handshake expects this key.</summary>
    public required ReadOnlyMemory<byte> ServerKey { get; init; }

    /// <summary>
    /// Gets the account's id on the server; <see langword="null"/> while the enrolment is not finished, that is after the phone has asked for the account and
    /// before it has learned whether the server made it.
    /// </summary>
    public long? AccountId { get; init; }

    /// <summary>Gets the account's name, as the server gave it. Text from outside: show it through <see cref="DisplayText"/>.</summary>
    public required string Label { get; init; }

    /// <summary>Gets the newest parameters of the server that this phone has seen.</summary>
    public required ServerParameters Parameters { get; init; }

    /// <summary>Gets the address at which the account was enrolled: the last resort when the server names no endpoints.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Gets what the person calls the phone on this server.</summary>
    public string? Device { get; init; }

    /// <summary>Gets when the enrolment began.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets whether the server is known to have the account.</summary>
    public bool IsEnrolled => AccountId is not null;
}
