using Microsoft.Data.Sqlite;
using NextAuth.Protocol;

namespace NextAuth.Server.Sql.Database;

/// <summary>Opens connections to one SQLite database, on disk or in memory, each set up the same way.</summary>
internal sealed class SqliteFile(DatabaseUri uri)
{
    // SQLite's own upper limit.
    private const long MappedBytes = 0x7FFF0000;

    // Only another process, or a reader of the memory database, can make us wait at all.
    private const int BusyTimeoutMilliseconds = 2_000;

    /// <summary>The file's full path; <see langword="null"/>: in memory.</summary>
    public string? Path => uri.Path;

    // The memdb VFS shares a database whose name begins with a slash between the connections of the process, and unlike the shared cache it lets them read at once.
    public string ConnectionString { get; } = new SqliteConnectionStringBuilder
    {
        DataSource = uri.Path ?? $"file:/{ServerId.New()}?vfs=memdb",
        Pooling = false,
        DefaultTimeout = 1,
    }.ToString();

    /// <summary>Makes directory and file, readable by nobody else: the log and index files beside it take over its mode.</summary>
    public void Create()
    {
        if (Path is null)
        {
            return;
        }

        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var file = new FileStream(Path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Read,
            Share = FileShare.ReadWrite,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
    }

    // Readers never make the file: an empty database in the place of a missing one would look like a loss.
    private string ReaderConnectionString => Path is null
        ? ConnectionString
        : new SqliteConnectionStringBuilder(ConnectionString) { Mode = SqliteOpenMode.ReadWrite }.ToString();

    // FULL: the log is on the disk before a commit returns. The size limit lets a log that once grew give its space back.
    public Connection OpenWriter() => Open(ConnectionString, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864;");

    /// <summary>Opens it for reading.</summary>
    /// <param name="isMapped">
    /// Whether it sees the file where the system keeps it anyway, without copying it page by page; a disk that fails to read then ends the process
    /// (docs/adr/0014-readers-map-the-file.md), which whoever looks for damage must not.
    /// </param>
    public Connection OpenReader(bool isMapped) => Open(ReaderConnectionString, $"PRAGMA query_only = ON; PRAGMA mmap_size = {(isMapped ? MappedBytes : 0)};");

    private static Connection Open(string connectionString, string settings)
    {
        var sqlite = new SqliteConnection(connectionString);
        try
        {
            sqlite.Open();
            using var command = sqlite.CreateCommand();
            command.CommandText = $"PRAGMA busy_timeout = {BusyTimeoutMilliseconds}; {settings}";
            command.ExecuteNonQuery();
            return new(sqlite);
        }
        catch (SqliteException)
        {
            sqlite.Dispose();
            throw;
        }
    }
}
