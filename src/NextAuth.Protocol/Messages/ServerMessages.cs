using System.Text.Json.Serialization;

namespace NextAuth.Protocol.Messages;

/// <summary>A message of the server on an open channel (docs/protocol/messages.md, section 5). The member <c>type</c> tells which.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(LoginResult), "login")]
[JsonDerivedType(typeof(EnrolResult), "enrol")]
[JsonDerivedType(typeof(OpenResult), "open")]
[JsonDerivedType(typeof(Push), "push")]
[JsonDerivedType(typeof(Ping), "ping")]
[JsonDerivedType(typeof(LoggedOut), "logout")]
[JsonDerivedType(typeof(Answer), "answer")]
[JsonDerivedType(typeof(TransactionData), "transaction")]
[JsonDerivedType(typeof(MoveOffer), "moveOffer")]
[JsonDerivedType(typeof(MoveRequest), "moveRequest")]
[JsonDerivedType(typeof(MoveConfirmed), "moveConfirmed")]
[JsonDerivedType(typeof(Moving), "moving")]
[JsonDerivedType(typeof(MoveNonce), "moveNonce")]
[JsonDerivedType(typeof(Moved), "moved")]
[JsonDerivedType(typeof(MoveEnded), "moveEnded")]
public abstract record ServerMessage;

/// <summary>How a login ended. The first record of a login.</summary>
public sealed record LoginResult : ServerMessage
{
    /// <summary>Gets the outcome.</summary>
    public required LoginOutcome Outcome { get; init; }

    /// <summary>Gets what the phone keeps in its history; only when logged in.</summary>
    public SessionInfo? Sessioninfo { get; init; }

    /// <summary>Gets the ping time in seconds; over 0 the phone keeps the connection and answers pings.</summary>
    public int PingTime { get; init; }
}

/// <summary>How a login can end.</summary>
public enum LoginOutcome
{
    /// <summary>The session is logged in.</summary>
    LoggedIn,

    /// <summary>The person declined, and the server has noted it.</summary>
    Declined,

    /// <summary>The code or push expired while the person decided.</summary>
    Expired,

    /// <summary>Somebody else logged in to, or out of, the session meanwhile.</summary>
    SessionChanged,

    /// <summary>The account is blocked.</summary>
    Blocked,

    /// <summary>The six digits were wrong; the push is spent.</summary>
    WrongCode,

    /// <summary>The push was for another account, or was used before.</summary>
    Refused,

    /// <summary>The server could not store the login; try again.</summary>
    Unavailable,
}

/// <summary>How an enrolment ended. The first record of an enrolment.</summary>
public sealed record EnrolResult : ServerMessage
{
    /// <summary>Gets the outcome.</summary>
    public required EnrolOutcome Outcome { get; init; }

    /// <summary>Gets the account's id; only when enrolled.</summary>
    public long? AccountId { get; init; }

    /// <summary>Gets whether the browser that showed the code is now logged in with the account.</summary>
    public bool LoggedIn { get; init; }

    /// <summary>Gets the ping time in seconds, when logged in.</summary>
    public int PingTime { get; init; }
}

/// <summary>How an enrolment can end.</summary>
public enum EnrolOutcome
{
    /// <summary>The account exists now.</summary>
    Enrolled,

    /// <summary>The code was used before, or has expired.</summary>
    Refused,

    /// <summary>Another account on this server has the name, and the server wants unique names.</summary>
    NameTaken,

    /// <summary>A member of the request is missing or wrong.</summary>
    Invalid,

    /// <summary>The server could not store the account; try again.</summary>
    Unavailable,
}

/// <summary>The account channel is open. Its first record.</summary>
public sealed record OpenResult : ServerMessage
{
    /// <summary>Gets the account's id.</summary>
    public required long AccountId { get; init; }
}

/// <summary>Something was pushed to the account.</summary>
public sealed record Push : ServerMessage
{
    /// <summary>Gets the number to acknowledge it by.</summary>
    public required long N { get; init; }

    /// <summary>Gets what it is.</summary>
    public required PushKind Kind { get; init; }

    /// <summary>Gets the session, base64url; for logins.</summary>
    public string? Hsid { get; init; }

    /// <summary>Gets the push id, 16 bytes as base64url; for logins.</summary>
    public string? PushId { get; init; }

    /// <summary>Gets the transaction id; for transactions.</summary>
    public string? Tid { get; init; }

    /// <summary>Gets the end of its life, in Unix seconds.</summary>
    public long Expires { get; init; }
}

/// <summary>What can be pushed.</summary>
public enum PushKind
{
    /// <summary>Please confirm a login.</summary>
    Login,

    /// <summary>Please confirm a transaction.</summary>
    Transaction,

    /// <summary>A session of this account was logged out.</summary>
    Logout,

    /// <summary>The account was removed on the server.</summary>
    AccountRemoved,

    /// <summary>Are you there?</summary>
    Ping,
}

/// <summary>Are you there? Answered by <see cref="Pong"/>.</summary>
public sealed record Ping : ServerMessage;

/// <summary>A session of this account was logged out.</summary>
public sealed record LoggedOut : ServerMessage
{
    /// <summary>Gets the session, base64url.</summary>
    public required string Hsid { get; init; }

    /// <summary>Gets the number to acknowledge it by, as a push: otherwise it comes as one when the phone listens next. <see langword="null"/>: this phone has ended the session itself.</summary>
    public long? N { get; init; }
}

/// <summary>The answer to a phone's message that carried an id.</summary>
public sealed record Answer : ServerMessage
{
    /// <summary>Gets the id of the phone's message.</summary>
    public required long Re { get; init; }

    /// <summary>Gets whether it was done.</summary>
    public required bool Done { get; init; }

    /// <summary>Gets why not: <c>unsupported</c>, <c>invalid</c>, <c>refused</c>, <c>expired</c>, <c>decided</c>, <c>notContinuous</c> or <c>unavailable</c>.</summary>
    public string? Reason { get; init; }
}

/// <summary>A transaction that the phone has fetched; the <see cref="Answer"/> follows.</summary>
public sealed record TransactionData : ServerMessage
{
    /// <summary>Gets the bytes to show and sign, base64url, see <see cref="Transactions.TransactionContent"/>.</summary>
    public required string Content { get; init; }
}
