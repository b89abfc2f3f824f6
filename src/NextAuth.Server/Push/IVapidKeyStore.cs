namespace NextAuth.Server.Push;

/// <summary>The one key by which this installation is known to Web Push services, encrypted.</summary>
public interface IVapidKeyStore
{
    Task<byte[]?> FindAsync(CancellationToken cancellationToken);

    /// <summary>Keeps a key, unless there is one.</summary>
    /// <returns>The one that is kept.</returns>
    Task<byte[]> AddAsync(ReadOnlyMemory<byte> sealedKey, CancellationToken cancellationToken);
}
