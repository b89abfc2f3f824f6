using NextAuth.Authenticator.Accounts;
using NextAuth.Protocol.Messages;

namespace NextAuth.Authenticator;

/// <summary>What happens meanwhile: for progress on a screen and for logs. Holds no secrets. One of the records within.</summary>
public abstract record PhoneEvent
{
    private PhoneEvent()
    {
    }

    /// <summary>A connection is being made.</summary>
    public sealed record Connecting(Uri Endpoint) : PhoneEvent;

    /// <summary>The server has proven who it is.</summary>
    /// <param name="Server">Its name, fit to be shown.</param>
    public sealed record ServerProven(string Server) : PhoneEvent;

    /// <summary>The decision is on its way.</summary>
    public sealed record Answering : PhoneEvent;

    /// <summary>An operation that a crash or a lost connection had interrupted is settled.</summary>
    public sealed record Recovered(Account Account) : PhoneEvent;

    /// <summary>Pushes to this account arrive here from now on.</summary>
    public sealed record Listening(Account Account) : PhoneEvent;

    /// <summary>The connection ended; a new one follows.</summary>
    public sealed record Interrupted(Account Account, PhoneResult Cause, TimeSpan RetryIn) : PhoneEvent;

    /// <summary>A push has arrived.</summary>
    public sealed record Pushed(Account Account, PushKind Kind) : PhoneEvent;

    /// <summary>A pushed login or transaction has ended.</summary>
    public sealed record PushFinished(Account Account, PhoneResult Result) : PhoneEvent;

    /// <summary>The server has removed the account, and this phone its copy.</summary>
    public sealed record AccountRemoved(Account Account) : PhoneEvent;

    /// <summary>A session of the account was logged out.</summary>
    /// <param name="Account">The account.</param>
    /// <param name="Session">The session's id; <see langword="null"/> when the server did not say.</param>
    public sealed record LoggedOut(Account Account, string? Session) : PhoneEvent;
}
