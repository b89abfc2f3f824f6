using System.Buffers;
using System.Buffers.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Secrets;

namespace NextAuth.Server.Push;

/// <summary>What became of an endpoint that a phone has named.</summary>
internal enum SetEndpointResult
{
    Done,

    /// <summary>A member is missing or wrong.</summary>
    Invalid,

    /// <summary>The address may not be named, or the account is gone.</summary>
    Refused,

    /// <summary>This installation does not use that service.</summary>
    Unsupported,
}

/// <summary>Where phones are woken (docs/protocol/push.md, section 1).</summary>
internal sealed class PushEndpointService(
    IPushEndpointStore store,
    IEnumerable<IPushSender> senders,
    SecretBox secrets,
    IOptions<PushOptions> options,
    TimeProvider time,
    ILogger<PushEndpointService> logger)
{
    /// <summary>Sets or removes the endpoint of an account, as the phone with this key asks.</summary>
    public async Task<SetEndpointResult> SetAsync(long account, ReadOnlyMemory<byte> key, PushEndpoint endpoint, CancellationToken cancellationToken)
    {
        if (endpoint.Kind is PushEndpointKind.None)
        {
            await RemoveAsync(account, key, cancellationToken);
            return SetEndpointResult.Done;
        }

        if (!senders.Any(sender => sender.Kind == endpoint.Kind && sender.IsConfigured))
        {
            return SetEndpointResult.Unsupported;
        }

        if (Read(endpoint) is not { } secret)
        {
            return SetEndpointResult.Invalid;
        }

        // Only the address of Web Push comes from the phone; the other services' are the operator's.
        if (secret.Endpoint is { } address && !EndpointAddress.IsAllowed(new Uri(address), options.Value.AllowPrivateEndpoints))
        {
            return SetEndpointResult.Refused;
        }

        if (secret.Kind is not PushEndpointKind.WebPush)
        {
            if (await FindPushKeyAsync(account, cancellationToken) is not { } pushKey)
            {
                return SetEndpointResult.Refused;
            }

            secret = secret with { PushKey = pushKey };
        }

        return await StoreAsync(account, key, secret, cancellationToken) ? SetEndpointResult.Done : SetEndpointResult.Refused;
    }

    /// <summary>Removes the endpoint of an account: its phone knows what it would be told.</summary>
    public Task RemoveAsync(long account, ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => store.ClearAsync(account, key, cancellationToken);

    private async Task<bool> StoreAsync(long account, ReadOnlyMemory<byte> key, EndpointSecret secret, CancellationToken cancellationToken)
    {
        // Phones name theirs each time they connect. Writing the same again would also make what waits seem older than the endpoint.
        if (await store.FindAsync(account, cancellationToken) is { } stored && EndpointSecret.TryOpen(secrets, stored, out var known) && known.LeadsTo(secret))
        {
            return true;
        }

        var isSet = await store.SetAsync(account, key, secret.Seal(secrets, account), time.GetUtcNow(), cancellationToken);
        if (isSet)
        {
            logger.EndpointSet(account, secret.Kind);
        }

        return isSet;
    }

    private async Task<byte[]?> FindPushKeyAsync(long account, CancellationToken cancellationToken) =>
        await store.FindPushKeyAsync(account, cancellationToken) is { } stored && secrets.TryOpen(stored.Sealed, PushKeyPurpose.Of(stored.EnrolledKey), out var key)
            ? key
            : null;

    private static EndpointSecret? Read(PushEndpoint endpoint) => endpoint.Kind switch
    {
        PushEndpointKind.WebPush => ReadWebPush(endpoint),
        PushEndpointKind.Fcm when IsToken(endpoint.Token) => new() { Kind = endpoint.Kind, Token = endpoint.Token },

        // It becomes a part of a path.
        PushEndpointKind.Apns when IsToken(endpoint.Token) && endpoint.Token.Length % 2 == 0 && endpoint.Token.All(char.IsAsciiHexDigit) =>
            new() { Kind = endpoint.Kind, Token = endpoint.Token.ToLowerInvariant() },
        _ => null,
    };

    private static EndpointSecret? ReadWebPush(PushEndpoint endpoint)
    {
        if (endpoint.Endpoint is not { Length: <= PushEndpoint.MaxEndpointLength } address || !Uri.TryCreate(address, UriKind.Absolute, out var uri)
            || Decode(endpoint.P256dh, P256.PublicKeySize) is not { } key
            || Decode(endpoint.Auth, PushEndpoint.AuthSize) is not { } auth)
        {
            return null;
        }

        // A point outside of the curve would be found out at each push only.
        if (!P256PublicKey.TryImport(key, out var point))
        {
            return null;
        }

        point.Dispose();
        return new() { Kind = PushEndpointKind.WebPush, Endpoint = uri.AbsoluteUri, P256dh = key, Auth = auth };
    }

    private static bool IsToken([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] string? token) =>
        token is { Length: > 0 and <= PushEndpoint.MaxTokenLength } && token.All(static c => c is > ' ' and < '\x7f');

    private static byte[]? Decode(string? text, int size)
    {
        var bytes = new byte[size];
        return text?.Length == Base64Url.GetEncodedLength(size)
            && Base64Url.DecodeFromChars(text, bytes, out _, out var written) is OperationStatus.Done
            && written == size
            ? bytes
            : null;
    }
}
