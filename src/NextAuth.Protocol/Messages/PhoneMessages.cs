using System.Buffers.Text;
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
[JsonDerivedType(typeof(PushEndpoint), "pushEndpoint")]
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

    /// <summary>Gets whether the person says that it was somebody else who asked; only when declining.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Reported { get; init; }
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

/// <summary>Where this phone is woken while it is not connected (docs/protocol/push.md, section 1). One for an account; the newest counts. A secret: who has it can reach the phone.</summary>
public sealed record PushEndpoint : PhoneMessage
{
    /// <summary>The longest Web Push address, in characters.</summary>
    public const int MaxEndpointLength = 2_048;

    /// <summary>The longest token of FCM or APNs, in characters.</summary>
    public const int MaxTokenLength = 4_096;

    /// <summary>Length of the authentication secret of Web Push (RFC 8291, section 3.2), in bytes.</summary>
    public const int AuthSize = 16;

    /// <summary>Gets by which service, or that there is none any more.</summary>
    public required PushEndpointKind Kind { get; init; }

    /// <summary>Gets the address of Web Push: https, at most 2,048 characters.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Gets the phone's public key for Web Push, 65 bytes as base64url.</summary>
    public string? P256dh { get; init; }

    /// <summary>Gets the authentication secret for Web Push, 16 bytes as base64url.</summary>
    public string? Auth { get; init; }

    /// <summary>Gets the registration token of FCM, or the device token of APNs in hexadecimal; at most 4,096 characters.</summary>
    public string? Token { get; init; }

    /// <summary>Woken by Web Push (RFC 8030, RFC 8291).</summary>
    /// <param name="endpoint">The subscription's address.</param>
    /// <param name="p256dh">The phone's public key, 65 bytes.</param>
    /// <param name="auth">The authentication secret, 16 bytes.</param>
    public static PushEndpoint WebPush(Uri endpoint, ReadOnlySpan<byte> p256dh, ReadOnlySpan<byte> auth) => new()
    {
        Kind = PushEndpointKind.WebPush,
        Endpoint = (endpoint ?? throw new ArgumentNullException(nameof(endpoint))).AbsoluteUri,
        P256dh = Base64Url.EncodeToString(p256dh),
        Auth = Base64Url.EncodeToString(auth),
    };

    /// <summary>Woken by Firebase Cloud Messaging.</summary>
    /// <param name="token">The registration token.</param>
    public static PushEndpoint Fcm(string token) => new() { Kind = PushEndpointKind.Fcm, Token = token };

    /// <summary>Woken by the Apple Push Notification service.</summary>
    /// <param name="deviceToken">The device token.</param>
    public static PushEndpoint Apns(ReadOnlySpan<byte> deviceToken) => new() { Kind = PushEndpointKind.Apns, Token = Convert.ToHexStringLower(deviceToken) };

    /// <summary>Not woken any more.</summary>
    public static PushEndpoint None() => new() { Kind = PushEndpointKind.None };

    /// <summary>Does not reveal the endpoint.</summary>
    public override string ToString() => $"{nameof(PushEndpoint)} {Kind}";
}

/// <summary>By which service a phone is woken.</summary>
public enum PushEndpointKind
{
    /// <summary>By none.</summary>
    None,

    /// <summary>Web Push.</summary>
    WebPush,

    /// <summary>Firebase Cloud Messaging.</summary>
    Fcm,

    /// <summary>The Apple Push Notification service.</summary>
    Apns,
}
