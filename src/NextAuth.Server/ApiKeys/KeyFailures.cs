using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace NextAuth.Server.ApiKeys;

/// <summary>
/// Counts unknown API keys by address, in memory of this node. An address over the limit is told no more than that: it costs a guesser a minute for twenty, and the log
/// no line for each. Thread-safe.
/// </summary>
internal sealed class KeyFailures(IOptions<ApiKeyOptions> options, TimeProvider time)
{
    // About 100 bytes each: 1 MB at most.
    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<UInt128, Failures> _failures = new();

    /// <summary>How many addresses are remembered.</summary>
    public int Addresses => _failures.Count;

    /// <summary>Whether an address must wait, and how long.</summary>
    public bool IsBarred(IPAddress? address, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        if (_failures.IsEmpty || !_failures.TryGetValue(Key(address), out var failures))
        {
            return false;
        }

        wait = options.Value.Window - time.GetElapsedTime(failures.Since);
        return failures.Count >= options.Value.MaxFailures && wait > TimeSpan.Zero;
    }

    public void Count(IPAddress? address)
    {
        if (_failures.Count >= Capacity)
        {
            MakeRoom();
        }

        var now = time.GetTimestamp();
        _failures.AddOrUpdate(
            Key(address),
            static (_, state) => new(1, state.Now),
            static (_, known, state) => state.Time.GetElapsedTime(known.Since, state.Now) < state.Window ? known with { Count = known.Count + 1 } : new(1, state.Now),
            (Now: now, Time: time, options.Value.Window));
    }

    // One person's IPv6 network is a /64: counting single addresses of it would stop nobody.
    private static UInt128 Key(IPAddress? address)
    {
        if (address is null)
        {
            return UInt128.Zero;
        }

        Span<byte> bytes = stackalloc byte[16];
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return address.TryWriteBytes(bytes, out _) && address.AddressFamily is AddressFamily.InterNetwork
            ? new UInt128(1, BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : new UInt128(2, BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }

    private void MakeRoom()
    {
        foreach (var (key, failures) in _failures)
        {
            if (time.GetElapsedTime(failures.Since) >= options.Value.Window)
            {
                _failures.TryRemove(key, out _);
            }
        }

        // An attack from thousands of networks: forgetting some of them costs less than growing without end.
        foreach (var (key, _) in _failures.Take(Math.Max(0, _failures.Count - Capacity + (Capacity / 10))))
        {
            _failures.TryRemove(key, out _);
        }
    }

    private sealed record Failures(int Count, long Since);
}
