namespace NextAuth.Protocol.Messages;

/// <summary>
/// What every message of an open channel has, for one that could not be read whole (docs/protocol/messages.md, section 5): a receiver tells an unknown
/// type, which it answers with <c>unsupported</c>, from a malformed message of a known one.
/// </summary>
public sealed record MessageHead
{
    /// <summary>Gets the type.</summary>
    public required string Type { get; init; }

    /// <summary>Gets the number that the answer repeats.</summary>
    public long? Id { get; init; }

    /// <summary>Gets whether version 1 has a phone message of this type.</summary>
    public bool IsPhoneMessage() => Type is "listen" or "pushed" or "pong" or "logout" or "describe" or "rotate" or "delete" or "appLogin" or "transaction" or "pushEndpoint"
        or "move" or "moveReveal" or "moveApprove" or "moveConfirm";
}
