using System.Net.WebSockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using NextAuth.Protocol;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Accounts;
using NextAuth.Server.Diagnostics;
using NextAuth.Server.Push;
using NextAuth.Server.Servers;
using NextAuth.Server.Sessions;

namespace NextAuth.Server.Phone;

/// <summary>Does what a phone asks for on its account's channel (docs/protocol/messages.md, section 5).</summary>
internal sealed class PhoneCommands(
    PhoneChannels channels,
    SessionService sessions,
    PushService pushes,
    PushEndpointService endpoints,
    AccountService accounts,
    AccountKeys keys,
    ServerDirectory servers,
    TransactionCommands transactions,
    MoveCommands moves,
    Telemetry telemetry,
    ILogger<PhoneCommands> logger)
{
    // docs/protocol/messages.md, section 5: 22 characters of base64url are 132 bits.
    private const int MinNonceLength = 22;

    private const string Invalid = "invalid";
    private const string Refused = "refused";

    /// <summary>Handles one message.</summary>
    /// <returns><see langword="false"/> when the channel has ended.</returns>
    public async Task<bool> HandleAsync(PhoneChannel channel, PhoneMessage message, CancellationToken cancellationToken)
    {
        string? reason;
        try
        {
            reason = await DoAsync(channel, message, cancellationToken);
        }
        catch (StorageUnavailableException unavailable)
        {
            logger.StoreUnavailable(unavailable);
            reason = "unavailable";
        }

        if (message.Id is { } id)
        {
            channel.Send(new Answer { Re = id, Done = reason is null, Reason = reason });
        }

        if (message is Listen && reason is null)
        {
            // After the answer, so that what was missed comes after it; before this the phone was not listening and after it every event counts.
            channel.Listens = true;
            channels.Enqueue(channel, ChannelWork.Deliver);
        }

        var isGone = message is Delete or MoveApprove && reason is null;
        if (isGone)
        {
            channel.Connection.Close(WebSocketCloseStatus.NormalClosure);
        }

        return !isGone;
    }

    // The reason why it was not done; null: done.
    private Task<string?> DoAsync(PhoneChannel channel, PhoneMessage message, CancellationToken cancellationToken) => message switch
    {
        Pong => AliveAsync(channel, cancellationToken),
        Pushed pushed => AcknowledgeAsync(channel, pushed.N, cancellationToken),
        Logout logout => LogOutAsync(channel, logout, cancellationToken),
        Describe describe => DescribeAsync(channel, describe.Device, cancellationToken),
        Rotate rotate => RotateAsync(channel, rotate, cancellationToken),
        Delete => DeleteAsync(channel, cancellationToken),
        AppLogin login => LogInAsync(channel, login.WebNonce, cancellationToken),
        TransactionCommand command => transactions.DoAsync(channel, command, cancellationToken),
        PushEndpoint endpoint => SetEndpointAsync(channel, endpoint, cancellationToken),
        MoveStart start => Task.FromResult(moves.Start(channel, start)),
        MoveReveal reveal => Task.FromResult(MoveCommands.Reveal(channel, reveal)),
        MoveApprove approve => moves.ApproveAsync(channel, approve, cancellationToken),
        MoveConfirm => Task.FromResult<string?>(Refused),
        _ => Task.FromResult<string?>(null),
    };

    private async Task<string?> AliveAsync(PhoneChannel channel, CancellationToken cancellationToken)
    {
        // A pong nobody asked for is no news, and each one stored is a write.
        if (channel.TryKeepAlive())
        {
            await sessions.KeepAliveAsync(channel.Account, channel.Server, cancellationToken);
        }

        return null;
    }

    private async Task<string?> AcknowledgeAsync(PhoneChannel channel, long n, CancellationToken cancellationToken)
    {
        await pushes.AcknowledgeAsync(channel.Account, n, cancellationToken);
        telemetry.Pushed("acknowledged");
        return null;
    }

    private async Task<string?> LogOutAsync(PhoneChannel channel, Logout logout, CancellationToken cancellationToken)
    {
        Hsid? session = null;
        if (logout.Hsid is { } text)
        {
            if (!Hsid.TryParse(text, out var parsed))
            {
                return Invalid;
            }

            session = parsed;
        }

        return await sessions.LogOutAccountAsync(channel.Account, session, cancellationToken) ? null : Refused;
    }

    private async Task<string?> DescribeAsync(PhoneChannel channel, string device, CancellationToken cancellationToken)
    {
        if (device.Length is < 1 or > 100 || device.Any(char.IsControl))
        {
            return Invalid;
        }

        return await accounts.DescribeAsync(channel.Account, channel.Key, device, cancellationToken) ? null : Refused;
    }

    private async Task<string?> RotateAsync(PhoneChannel channel, Rotate request, CancellationToken cancellationToken)
    {
        var binding = channel.RotationBinding();
        var verified = KeyRotation.TryVerify(request, keys.Get(channel.Key), binding, out var rotation);
        CryptographicOperations.ZeroMemory(binding);
        if (!verified || rotation is null)
        {
            return Invalid;
        }

        channel.BeginRotation(rotation.AuthenticationKey);
        if (!await accounts.RotateAsync(channel.Account, channel.Key, rotation.AuthenticationKey, rotation.TransactionKey, cancellationToken))
        {
            return Refused;
        }

        channel.EndRotation();
        return null;
    }

    private async Task<string?> DeleteAsync(PhoneChannel channel, CancellationToken cancellationToken)
    {
        // This phone is answered; only the account's others are told that it is gone.
        channel.IsLeaving = true;

        // The endpoint is this phone's, and it knows.
        await endpoints.RemoveAsync(channel.Account, channel.Key, cancellationToken);
        channel.IsLeaving = await accounts.DeleteAsync(channel.Account, channel.Key, cancellationToken);
        return channel.IsLeaving ? null : Refused;
    }

    private async Task<string?> SetEndpointAsync(PhoneChannel channel, PushEndpoint endpoint, CancellationToken cancellationToken) =>
        await endpoints.SetAsync(channel.Account, channel.Key, endpoint, cancellationToken) switch
        {
            SetEndpointResult.Done => null,
            SetEndpointResult.Invalid => Invalid,
            SetEndpointResult.Unsupported => "unsupported",
            _ => Refused,
        };

    private async Task<string?> LogInAsync(PhoneChannel channel, string nonce, CancellationToken cancellationToken)
    {
        if (nonce.Length < MinNonceLength || !Hsid.IsNonce(nonce))
        {
            return Invalid;
        }

        // The configuration as it is now: without a ping time nothing would end this login when the phone goes.
        if (await servers.FindAsync(channel.Server.Id, cancellationToken) is not { Server.PingTime: > 0 } server)
        {
            return "notContinuous";
        }

        var session = await sessions.GetAsync(server.Id, Hsid.Derive(server.Id, nonce), cancellationToken);
        var result = await sessions.LogInAppAsync(session, server, channel.Account, channel.Key, cancellationToken);
        return result is StoreLoginResult.LoggedIn ? null : Refused;
    }
}
