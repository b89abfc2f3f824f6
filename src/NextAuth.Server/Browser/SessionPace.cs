using System.Collections.Concurrent;
using NextAuth.Protocol;

namespace NextAuth.Server.Browser;

/// <summary>
/// Lets one request a session through in a given time. A page needs to know no more than the hsid that its QR code shows, so whoever photographs it could log the
/// person out again and again. Thread-safe.
/// </summary>
internal sealed class SessionPace(TimeSpan interval, TimeProvider time)
{
    // About 100 bytes each. When full, nobody gets through until the oldest have aged: invented ids must not flush out real ones.
    private const int Capacity = 65_536;

    private readonly ConcurrentDictionary<Hsid, long> _last = new();

    public bool TryPass(Hsid session)
    {
        if (interval == TimeSpan.Zero)
        {
            return true;
        }

        var now = time.GetTimestamp();
        if (_last.TryGetValue(session, out var last))
        {
            return time.GetElapsedTime(last, now) >= interval && _last.TryUpdate(session, now, last);
        }

        return _last.Count < Capacity && _last.TryAdd(session, now);
    }

    /// <summary>Forgets what no longer limits anything.</summary>
    public void Sweep()
    {
        var now = time.GetTimestamp();
        foreach (var entry in _last)
        {
            if (time.GetElapsedTime(entry.Value, now) >= interval)
            {
                _last.TryRemove(entry);
            }
        }
    }
}
