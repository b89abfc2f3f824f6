using NextAuth.Protocol;
using NextAuth.Server.Sessions;

namespace NextAuth.Server.Registration;

/// <summary>An enrolment that a code was made for. Its token is not stored: the id is a hash of it.</summary>
/// <param name="Id">16 bytes, derived from the token (docs/protocol/messages.md, section 2.2).</param>
/// <param name="Server">The virtual server.</param>
/// <param name="Session">The session whose page shows the code.</param>
/// <param name="Label">The account's name.</param>
/// <param name="UserId">The user the account will belong to; <see langword="null"/>: none yet.</param>
/// <param name="Expires">The end of its life.</param>
public sealed record Enrolment(byte[] Id, ServerId Server, Hsid Session, string Label, string? UserId, DateTimeOffset Expires);

/// <summary>One enrolment to be completed.</summary>
public sealed record EnrolCommand
{
    public required byte[] EnrolmentId { get; init; }

    public required ServerId Server { get; init; }

    /// <summary>The authentication key, 65 bytes.</summary>
    public required byte[] PublicKey { get; init; }

    /// <summary>The transaction key, 65 bytes.</summary>
    public required byte[] TransactionKey { get; init; }

    /// <summary>The push key, sealed.</summary>
    public required byte[] SealedPushKey { get; init; }

    public string? Device { get; init; }

    public string? ClientVersion { get; init; }

    /// <summary>Whether the server wants account names to be unique.</summary>
    public bool UniqueNames { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>The end of the login that the enrolment makes, when nobody is logged in in its session.</summary>
    public required DateTimeOffset LoginExpires { get; init; }

    public DateTimeOffset? PingDeadline { get; init; }

    /// <summary>What to leave for the phone of another account whose login in the session is over and has not been ended yet.</summary>
    public required LogoutNotice Notice { get; init; }
}

/// <summary>What became of an <see cref="EnrolCommand"/>.</summary>
public abstract record StoreEnrolResult
{
    private StoreEnrolResult()
    {
    }

    /// <param name="Account">The new account.</param>
    /// <param name="Session">The session the code was made for.</param>
    /// <param name="LoggedIn">Whether the session is now logged in with the new account; otherwise somebody was before, and still is.</param>
    /// <param name="Epoch">The session's epoch afterwards.</param>
    /// <param name="Overdue">Another account's login whose time was over and whose place this one took; <see langword="null"/>: none.</param>
    public sealed record Enrolled(long Account, Hsid Session, bool LoggedIn, uint Epoch, EndedLogin? Overdue = null) : StoreEnrolResult;

    /// <summary>The code was used before, or has expired, or the key belongs to an account already.</summary>
    public sealed record Refused : StoreEnrolResult;

    /// <summary>The name belongs to another account.</summary>
    public sealed record NameTaken : StoreEnrolResult;
}

/// <summary>Durable enrolments. Each method is one atomic step.</summary>
public interface IEnrolmentStore
{
    /// <returns><see langword="false"/> when the server has just been deleted.</returns>
    Task<bool> AddAsync(Enrolment enrolment, CancellationToken cancellationToken);

    /// <summary>Finds an enrolment that is not used; it may have expired.</summary>
    Task<Enrolment?> FindAsync(ServerId server, ReadOnlyMemory<byte> id, CancellationToken cancellationToken);

    /// <summary>Whether an account with this name exists on the server.</summary>
    Task<bool> IsNameTakenAsync(ServerId server, string label, CancellationToken cancellationToken);

    /// <summary>Uses the enrolment up with all others of its session, makes the account (and its user when new) and logs the session in unless somebody is: all or nothing, once.</summary>
    Task<StoreEnrolResult> CompleteAsync(EnrolCommand command, CancellationToken cancellationToken);

    /// <summary>Deletes enrolments that have expired.</summary>
    Task<int> ForgetAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);
}
