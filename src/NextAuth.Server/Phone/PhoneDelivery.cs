using System.Net.WebSockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Accounts;
using NextAuth.Server.Diagnostics;
using NextAuth.Server.Jobs;
using NextAuth.Server.Push;
using NextAuth.Server.Servers;
using PushMessage = NextAuth.Protocol.Messages.Push;

namespace NextAuth.Server.Phone;

/// <summary>
/// Asks the store for what the bus only hints at, and tells the phones. One loop for all channels: a phone gets its pushes in order, and what arrives while it
/// starts to listen is neither lost nor sent twice.
/// </summary>
internal sealed class PhoneDelivery(
    PhoneChannels channels,
    PushService pushes,
    AccountService accounts,
    ServerDirectory servers,
    Telemetry telemetry,
    IOptions<PhoneOptions> options,
    ILogger<PhoneDelivery> logger) : IJob
{
    public string Name => "phone delivery";

    public TimeSpan Interval => TimeSpan.Zero;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var channel = await channels.NextAsync(cancellationToken);
        var work = channel.TakeWork();
        try
        {
            if (work.HasFlag(ChannelWork.Check))
            {
                await CheckAsync(channel, cancellationToken);
            }

            if (work.HasFlag(ChannelWork.CheckLogin))
            {
                await CheckLoginAsync(channel, cancellationToken);
            }

            if (work.HasFlag(ChannelWork.Deliver))
            {
                await DeliverAsync(channel, cancellationToken);
            }
        }
        catch (StorageUnavailableException)
        {
            // The loop waits a little and comes back to it.
            channels.Enqueue(channel, work);
            throw;
        }
    }

    private async Task DeliverAsync(PhoneChannel channel, CancellationToken cancellationToken)
    {
        // What was sent before the read and is not in it has been acknowledged or is over; what is told meanwhile is not in it either.
        var before = channel.Pushed();

        // Logouts gather while a phone is away. All at once would look like a slow reader, and reading them all each time would keep the other phones waiting;
        // the sweeper comes back for the rest.
        var room = options.Value.MaxWaiting / 2;
        var logouts = await pushes.PendingLogoutsAsync(channel.Account, channel.LogoutsRead, room, cancellationToken);
        var last = logouts.Count < room ? long.MaxValue : logouts[^1].N;

        // Logins first: they expire.
        IReadOnlyList<StoredPush> waiting = [.. await pushes.PendingAsync(channel.Account, cancellationToken), .. logouts];
        channel.Forget(before.Where(n => n <= last).Except(waiting.Select(stored => stored.N)));
        foreach (var stored in waiting)
        {
            if (room == 0)
            {
                break;
            }

            if (channel.TryPush(stored.N))
            {
                room--;
                channel.Send(PushedMessage.Of(stored));
                telemetry.Pushed("sent");
            }

            if (stored.Kind is PushedKind.Logout)
            {
                channel.LogoutsRead = stored.N;
            }
        }

        channel.HasMore = room == 0 || last != long.MaxValue;
    }

    // Its own end and no other: the login has withdrawn what waited of the session before it, and the rest waits until the phone listens.
    private async Task CheckLoginAsync(PhoneChannel channel, CancellationToken cancellationToken)
    {
        if (channel.Login is { } login && await pushes.FindLogoutAsync(channel.Account, login, cancellationToken) is { } stored)
        {
            channel.Tell(new LoggedOut { Hsid = login.ToString(), N = stored.N });
        }
    }

    private async Task CheckAsync(PhoneChannel channel, CancellationToken cancellationToken)
    {
        // A deleted server's accounts may be there for a while; without it they are none.
        var account = await servers.FindAsync(channel.Server.Id, cancellationToken) is null
            ? null
            : await accounts.FindAsync(channel.Server.Id, channel.Account, cancellationToken);
        switch (account)
        {
            case var _ when channel.IsLeaving:
                break;
            case null:
                logger.ChannelClosed(channel.Account, "deleted");
                channel.Send(new PushMessage { N = 0, Kind = PushKind.AccountRemoved });
                channel.Connection.Close(WebSocketCloseStatus.NormalClosure);
                break;
            case { Blocked: true }:
                logger.ChannelClosed(channel.Account, "blocked");
                channel.End(AlertCode.Refused, WebSocketCloseStatus.PolicyViolation);
                break;
            case var found when !channel.Holds(found.PublicKey):
                logger.ChannelClosed(channel.Account, "other keys");
                channel.End(AlertCode.Refused, WebSocketCloseStatus.PolicyViolation);
                break;
        }
    }
}
