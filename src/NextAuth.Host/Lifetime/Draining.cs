namespace NextAuth.Host.Lifetime;

/// <summary>Whether the process is on its way out and wants no new work. Thread-safe.</summary>
internal sealed class Draining
{
    private int _begun;

    public bool HasBegun => Volatile.Read(ref _begun) != 0;

    /// <summary>Begins; <see langword="false"/> when it had begun already.</summary>
    public bool Begin() => Interlocked.Exchange(ref _begun, 1) == 0;
}
