using System.Text.Json.Serialization;

namespace NextAuth.Protocol.Messages;

/// <summary>A message of the phone on an open channel (docs/protocol/messages.md, section 5). The member <c>type</c> tells which.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Listen), "listen")]
[JsonDerivedType(typeof(Pushed), "pushed")]
[JsonDerivedType(typeof(Pong), "pong")]
[JsonDerivedType(typeof(Logout), "logout")]
[JsonDerivedType(typeof(Describe), "describe")]
[JsonDerivedType(typeof(Rotate), "rotate")]
[JsonDerivedType(typeof(Delete), "delete")]
[JsonDerivedType(typeof(AppLogin), "appLogin")]
[JsonDerivedType(typeof(TransactionCommand), "transaction")]
[JsonDerivedType(typeof(MoveStart), "move")]
[JsonDerivedType(typeof(MoveReveal), "moveReveal")]
[JsonDerivedType(typeof(MoveApprove), "moveApprove")]
[JsonDerivedType(typeof(MoveConfirm), "moveConfirm")]
public abstract record PhoneMessage
{
    /// <summary>Gets the number the server's <see cref="Answer"/> repeats; no answer is sent without one.</summary>
    public long? Id { get; init; }
}

/// <summary>Send me what is pushed to this account while I am connected; what I missed comes first, once.</summary>
public sealed record Listen : PhoneMessage;

/// <summary>I have processed a push.</summary>
public sealed record Pushed : PhoneMessage
{
    /// <summary>Gets the push's number.</summary>
    public required long N { get; init; }
}

/// <summary>I am here.</summary>
public sealed record Pong : PhoneMessage;

/// <summary>End a session of this account.</summary>
public sealed record Logout : PhoneMessage
{
    /// <summary>Gets the session, base64url; without it, all of this account.</summary>
    public string? Hsid { get; init; }
}

/// <summary>Rename the device.</summary>
public sealed record Describe : PhoneMessage
{
    /// <summary>Gets the new name, 1 to 100 characters.</summary>
    public required string Device { get; init; }
}

/// <summary>
/// Replace the account's keys. The old authentication key and both new keys sign the same bytes:
/// <c>"nextauth rotate v1" || Export("rotate") || new authentication key || new transaction key</c>.
/// </summary>
public sealed record Rotate : PhoneMessage
{
    /// <summary>Gets the new authentication key, 65 bytes as base64url.</summary>
    public required string AuthenticationKey { get; init; }

    /// <summary>Gets the new transaction key, 65 bytes as base64url.</summary>
    public required string TransactionKey { get; init; }

    /// <summary>Gets the old authentication key's signature, 64 bytes as base64url.</summary>
    public required string Signature { get; init; }

    /// <summary>Gets the new authentication key's signature.</summary>
    public required string AuthenticationSignature { get; init; }

    /// <summary>Gets the new transaction key's signature.</summary>
    public required string TransactionSignature { get; init; }

    /// <summary>The bytes that are signed, 180 in all.</summary>
    /// <param name="binding">The channel's <c>Export("rotate")</c>, 32 bytes: a rotation is good on its own connection only.</param>
    /// <param name="authenticationKey">65 bytes.</param>
    /// <param name="transactionKey">65 bytes.</param>
    public static byte[] SignedBytes(ReadOnlySpan<byte> binding, ReadOnlySpan<byte> authenticationKey, ReadOnlySpan<byte> transactionKey) =>
        [.. "nextauth rotate v1"u8, .. binding, .. authenticationKey, .. transactionKey];
}

/// <summary>Delete the account.</summary>
public sealed record Delete : PhoneMessage;

/// <summary>Log this phone itself in, on a session it made up. Only while the server's ping time is over 0.</summary>
public sealed record AppLogin : PhoneMessage
{
    /// <summary>Gets the session's nonce: 22 to 512 visible ASCII characters, at least 128 random bits.</summary>
    public required string WebNonce { get; init; }
}

/// <summary>Fetch, approve or decline a transaction of this account (docs/protocol/transactions.md, section 3).</summary>
public sealed record TransactionCommand : PhoneMessage
{
    /// <summary>Gets what to do.</summary>
    public required TransactionAction Action { get; init; }

    /// <summary>Gets the transaction's id, 24 characters.</summary>
    public required string Tid { get; init; }

    /// <summary>Gets the transaction key's signature, 64 bytes as base64url; when approving.</summary>
    public string? Signature { get; init; }
}

/// <summary>What to do with a transaction.</summary>
public enum TransactionAction
{
    /// <summary>Send what is to be shown.</summary>
    Fetch,

    /// <summary>The person approves what was shown.</summary>
    Approve,

    /// <summary>The person declines it.</summary>
    Decline,
}
