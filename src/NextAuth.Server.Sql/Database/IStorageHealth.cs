namespace NextAuth.Server.Sql.Database;

/// <summary>How the database is.</summary>
/// <param name="IsWritable">Whether a write was just committed.</param>
/// <param name="LastError">The last error that cost writes; <see langword="null"/>: none since the start.</param>
/// <param name="LogSizeInBytes">The size of the write-ahead log; it grows when a reader never ends. 0 in memory.</param>
public sealed record StorageHealth(bool IsWritable, WriteError? LastError, long LogSizeInBytes);

/// <summary>Asks the database how it is.</summary>
public interface IStorageHealth
{
    /// <summary>Writes, and says whether that worked. Does not throw for a database that cannot write.</summary>
    Task<StorageHealth> CheckAsync(CancellationToken cancellationToken);
}
