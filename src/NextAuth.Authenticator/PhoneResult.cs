using NextAuth.Authenticator.Accounts;
using NextAuth.Protocol;
using NextAuth.Protocol.Messages;
using NextAuth.Protocol.Transactions;

namespace NextAuth.Authenticator;

/// <summary>How an operation ended: one of the records within. The first four are successes.</summary>
public abstract record PhoneResult
{
    private PhoneResult()
    {
    }

    /// <summary>The account exists and is saved.</summary>
    /// <param name="Account">The account.</param>
    /// <param name="LoggedInBrowser">Whether the browser that showed the code is now logged in with it.</param>
    /// <param name="Session">Keeps that login alive, when the server wants it; the caller disposes it.</param>
    public sealed record Enrolled(Account Account, bool LoggedInBrowser, ContinuousSession? Session) : PhoneResult;

    /// <summary>The session is logged in.</summary>
    /// <param name="Account">The account it is logged in with.</param>
    /// <param name="Info">What the application wants kept in the history; text from outside, see <see cref="DisplayText"/>.</param>
    /// <param name="Session">Keeps the login alive, when the server wants it (ping time over 0); the caller disposes it.</param>
    public sealed record LoggedIn(Account Account, SessionInfo? Info, ContinuousSession? Session) : PhoneResult
    {
        /// <summary>Gets the nonce of the session this phone made for itself; only after <see cref="PhoneClient.AppLoginAsync"/>. A secret.</summary>
        public string? WebNonce { get; init; }

        /// <summary>Does not reveal the nonce.</summary>
        public override string ToString() => $"{nameof(LoggedIn)} {Account.Id}";
    }

    /// <summary>The transaction is approved, and the server has the signature.</summary>
    /// <param name="Account">The account that signed.</param>
    /// <param name="Content">What was shown and signed.</param>
    public sealed record Approved(Account Account, TransactionContent Content) : PhoneResult;

    /// <summary>Done.</summary>
    public sealed record Done : PhoneResult;

    /// <summary>The person declined. After a login or transaction prompt the server has been told, if it could be reached.</summary>
    public sealed record Declined : PhoneResult;

    /// <summary>The server refused. Not worth repeating unless the cause says so.</summary>
    public sealed record Refused(Refusal Cause) : PhoneResult;

    /// <summary>This phone has no such account, or none on the server that the code names.</summary>
    public sealed record NoAccount : PhoneResult;

    /// <summary>The text is no link that this operation takes.</summary>
    public sealed record InvalidLink(ProtocolError Cause) : PhoneResult;

    /// <summary>Neither link nor account says where the server is: give its address.</summary>
    public sealed record NoEndpoint : PhoneResult;

    /// <summary>The server's address is not encrypted (ws or http), not this machine, and <see cref="PhoneClientOptions.AllowInsecureTransport"/> is off.</summary>
    public sealed record InsecureEndpoint : PhoneResult;

    /// <summary>The connection failed. Repeating is safe; what the person approved may or may not have reached the server.</summary>
    /// <param name="Cause">What failed.</param>
    /// <param name="Endpoint">Where.</param>
    public sealed record NetworkFailed(NetworkFailure Cause, Uri Endpoint) : PhoneResult;

    /// <summary>
    /// The server has not proven to be the one this phone knows: an impostor, or another server at that address. The phone stopped before it said who it is.
    /// </summary>
    public sealed record ServerNotProven(ProtocolError Cause) : PhoneResult;

    /// <summary>The server sent what the protocol does not allow. Nothing of it was used.</summary>
    public sealed record ProtocolViolated(ProtocolError Cause) : PhoneResult;
}

/// <summary>What failed on the network.</summary>
public enum NetworkFailure
{
    /// <summary>No connection: name not found, refused, TLS failed, or no such WebSocket there.</summary>
    Unreachable,

    /// <summary>The server did not answer in time.</summary>
    TimedOut,

    /// <summary>The connection was closed or lost before the answer.</summary>
    Closed,
}

/// <summary>Why a server refused.</summary>
public enum Refusal
{
    /// <summary>The code or push was good once and has expired: get a new one.</summary>
    Expired,

    /// <summary>The code or push is invented, altered, was used before, or is for another account.</summary>
    NotValid,

    /// <summary>The transaction was approved or declined before, here or on another phone.</summary>
    AlreadyDecided,

    /// <summary>The session is logged in already.</summary>
    AlreadyLoggedIn,

    /// <summary>Somebody else logged in to, or out of, the session meanwhile.</summary>
    SessionChanged,

    /// <summary>The account is blocked.</summary>
    Blocked,

    /// <summary>The six digits were wrong; the push is spent.</summary>
    WrongCode,

    /// <summary>Another account on the server has the name, and the server wants unique names.</summary>
    NameTaken,

    /// <summary>The server does not know the account (any more), or its keys were replaced. Which of them a server never says.</summary>
    UnknownAccount,

    /// <summary>The server has removed the account, and this phone its copy of it: enrol again.</summary>
    AccountRemoved,

    /// <summary>No such virtual server.</summary>
    UnknownServer,

    /// <summary>Too many unfinished connections from this address: try again in a minute.</summary>
    TooManyConnections,

    /// <summary>The server waited too long for the person: try again.</summary>
    TimedOut,

    /// <summary>The server cannot store anything now: try again.</summary>
    Unavailable,

    /// <summary>The server does not speak this version, or does not know the operation.</summary>
    Unsupported,

    /// <summary>The server asks for a second factor, which this version does not have.</summary>
    SecondFactor,

    /// <summary>The server is not set up for continuous logins.</summary>
    NotContinuous,

    /// <summary>The server found the request malformed.</summary>
    Malformed,
}
