using NextAuth.Protocol;

namespace NextAuth.Server.Accounts;

/// <summary>An account: one app instance's identity on one server.</summary>
public sealed record Account
{
    /// <summary>Unique on the whole installation, never reused.</summary>
    public required long Id { get; init; }

    public required ServerId Server { get; init; }

    /// <summary>The label shown in the app, given at enrolment.</summary>
    public required string Description { get; init; }

    public bool Blocked { get; init; }

    public string? ClientVersion { get; init; }

    /// <summary>What the person calls the phone.</summary>
    public string? Device { get; init; }

    public required DateTimeOffset Created { get; init; }

    public DateTimeOffset? LastLogin { get; init; }

    public DateTimeOffset? LastProvoke { get; init; }

    public string? UserId { get; init; }

    /// <summary>The authentication key, 65 bytes.</summary>
    public required byte[] PublicKey { get; init; }
}
