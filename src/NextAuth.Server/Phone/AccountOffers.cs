using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using NextAuth.Protocol;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Jobs;

namespace NextAuth.Server.Phone;

/// <summary>
/// The accounts that are offered to other phones. In memory: an offer ends with the connection that made it (docs/adr/0008).
/// </summary>
internal sealed class AccountOffers(IOptions<PhoneOptions> options, TimeProvider time) : IJob
{
    // docs/protocol/move.md, section 1.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, AccountOffer> _offers = new(StringComparer.Ordinal);

    public string Name => "move offers";

    public TimeSpan Interval => TimeSpan.FromSeconds(1);

    /// <summary>Makes an offer of a channel's account; an earlier one of the channel ends. Called by the channel's loop alone.</summary>
    public AccountOffer Open(PhoneChannel old, byte[] commitment)
    {
        Leave(old);
        var offer = new AccountOffer(old, commitment, time.GetUtcNow() + Lifetime);
        old.Offered = offer;
        _offers[Key(EnrolContext.Derive(offer.Token))] = offer;
        return offer;
    }

    /// <summary>Finds the offer of a token by the id in M1.</summary>
    public AccountOffer? Find(ServerId server, ReadOnlyMemory<byte> id) =>
        _offers.TryGetValue(Key(id.Span), out var offer) && offer.Old.Server.Id == server && offer.Expires > time.GetUtcNow() ? offer : null;

    /// <summary>A channel is gone, and its offer with it.</summary>
    public void Leave(PhoneChannel old)
    {
        if (old.Offered is { } offer)
        {
            old.Offered = null;
            offer.CallOff();
            Forget(offer);
        }
    }

    /// <summary>The phone that took an offer is gone.</summary>
    public void Abandon(AccountOffer abandoned)
    {
        if (abandoned.CallOff())
        {
            abandoned.Old.Send(new MoveEnded());
        }

        Forget(abandoned);
    }

    public Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var offer in _offers.Values)
        {
            if (offer.Expires <= now)
            {
                Abandon(offer);
            }
            else
            {
                offer.Ping(options.Value.PingInterval);
            }
        }

        return Task.CompletedTask;
    }

    private static string Key(ReadOnlySpan<byte> id) => Convert.ToHexString(id);

    private void Forget(AccountOffer offer) => _offers.TryRemove(Key(EnrolContext.Derive(offer.Token)), out _);
}
