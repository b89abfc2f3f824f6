using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace NextAuth.Server.Sql.Database;

/// <summary>Tells a disk that may come back from our own mistakes.</summary>
internal static class SqliteErrors
{
    public static bool IsUnavailable(this SqliteException error) =>
        error.SqliteErrorCode is SQLITE_FULL or SQLITE_READONLY or SQLITE_IOERR or SQLITE_BUSY or SQLITE_CANTOPEN or SQLITE_PROTOCOL;

    /// <summary>The exception for the caller: of a disk that may come back, the one that becomes a 503; all others stay as they are.</summary>
    public static Exception ForCaller(this SqliteException error) =>
        error.IsUnavailable() ? new StorageUnavailableException($"The database cannot be used now: {error.Message}", error) : error;
}
