using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Secrets;

namespace NextAuth.Server.Push;

/// <summary>What is sealed of an endpoint: all that sending takes.</summary>
internal sealed record EndpointSecret
{
    public required PushEndpointKind Kind { get; init; }

    public string? Endpoint { get; init; }

    /// <summary>65 bytes, a point on the curve.</summary>
    public byte[]? P256dh { get; init; }

    /// <summary>16 bytes.</summary>
    public byte[]? Auth { get; init; }

    public string? Token { get; init; }

    /// <summary>The account's push key, 32 bytes, for services that read what they carry.</summary>
    public byte[]? PushKey { get; init; }

    public static bool TryOpen(SecretBox secrets, PushDestination stored, [NotNullWhen(true)] out EndpointSecret? secret)
    {
        secret = secrets.TryOpen(stored.Sealed, Purpose(stored.Account), out var json) ? JsonSerializer.Deserialize(json, PushJson.Default.EndpointSecret) : null;
        return secret is not null;
    }

    public byte[] Seal(SecretBox secrets, long account) => secrets.Seal(JsonSerializer.SerializeToUtf8Bytes(this, PushJson.Default.EndpointSecret), Purpose(account));

    /// <summary>Whether it leads to the same place.</summary>
    public bool LeadsTo(EndpointSecret other) =>
        (Kind, Endpoint, Token) == (other.Kind, other.Endpoint, other.Token)
        && P256dh.AsSpan().SequenceEqual(other.P256dh) && Auth.AsSpan().SequenceEqual(other.Auth) && PushKey.AsSpan().SequenceEqual(other.PushKey);

    /// <summary>Does not reveal anything.</summary>
    public override string ToString() => $"{nameof(EndpointSecret)} {Kind}";

    // Bound to the account: a row put in another's place would wake, and tell, a stranger's phone.
    private static string Purpose(long account) => $"pushEndpoint:{account}";
}
