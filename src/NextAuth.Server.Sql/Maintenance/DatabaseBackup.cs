using Microsoft.Data.Sqlite;
using NextAuth.Protocol;
using NextAuth.Server.Sql.Database;
using static SQLitePCL.raw;

namespace NextAuth.Server.Sql.Maintenance;

/// <summary>How a backup ended.</summary>
public enum BackupResult
{
    Done,

    /// <summary>There is something of that name already; it was not touched.</summary>
    Exists,

    /// <summary>The database is damaged, and so was the copy: there is none.</summary>
    Damaged,
}

/// <summary>Copies a database while another process may be writing to it.</summary>
public static class DatabaseBackup
{
    // Small enough to stop soon when asked to, large enough not to matter.
    private const int PagesAtATime = 1_000;

    /// <summary>
    /// Makes a copy: one file, as the database was at one moment, readable by its owner alone. It has its name only once it is whole and on the disk; what a broken-off
    /// attempt leaves is called <c>….part</c>, and only a killed process leaves it.
    /// </summary>
    /// <param name="uri">The database, on disk.</param>
    /// <param name="target">The full path of the copy.</param>
    /// <param name="cancellationToken">Breaks it off; nothing is left.</param>
    /// <exception cref="StorageUnavailableException">The database cannot be read, or the copy cannot be written.</exception>
    /// <exception cref="IOException">The copy cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    public static BackupResult Run(DatabaseUri uri, string target, CancellationToken cancellationToken)
    {
        if (Path.Exists(target))
        {
            return BackupResult.Exists;
        }

        var part = $"{target}.{ServerId.New()}.part";
        try
        {
            using (var source = new SqliteFile(uri).OpenReader(isMapped: false))
            {
                Make(part);
                Copy(source, part, cancellationToken);
            }

            var isWhole = IsWhole(part);
            cancellationToken.ThrowIfCancellationRequested();
            return isWhole ? Name(part, target) : BackupResult.Damaged;
        }
        catch (SqliteException error) when (error.SqliteErrorCode is SQLITE_CORRUPT or SQLITE_NOTADB)
        {
            return BackupResult.Damaged;
        }
        catch (SqliteException error)
        {
            throw error.ForCaller();
        }
        finally
        {
            File.Delete(part);
            File.Delete(part + "-journal");
        }
    }

    // Created exclusively and with its mode from the start: it holds what the database holds.
    private static void Make(string part)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        new FileStream(part, options).Dispose();
    }

    private static void Copy(Connection source, string part, CancellationToken cancellationToken)
    {
        using var copy = Open(part);

        // The open read keeps one state of the database in sight. Without it each write of the server would make the copying begin again.
        source.Statement("BEGIN").Execute();
        source.Statement("SELECT COUNT(*) FROM sqlite_master").Value();
        using (var backup = sqlite3_backup_init(copy.Handle, "main", source.Sqlite.Handle, "main"))
        {
            var step = SQLITE_OK;
            while (step is SQLITE_OK)
            {
                cancellationToken.ThrowIfCancellationRequested();
                step = sqlite3_backup_step(backup, PagesAtATime);
            }

            if (step is not SQLITE_DONE)
            {
                // The low byte tells the kind of error, the others the place it came from.
                throw new SqliteException(sqlite3_errstr(step).utf8_to_string(), step & 0xFF, step);
            }
        }

        source.Statement("COMMIT").Execute();

        // The copy says of itself that it has a log, as the database has. One file is all it is, so that it can be moved and read anywhere.
        using var alone = copy.CreateCommand();
        alone.CommandText = "PRAGMA journal_mode = DELETE";
        alone.ExecuteNonQuery();
    }

    private static bool IsWhole(string part)
    {
        using var copy = new Connection(Open(part));
        return DatabaseInspection.Damage(copy).Count == 0;
    }

    private static BackupResult Name(string part, string target)
    {
        using (var written = new FileStream(part, FileMode.Open, FileAccess.ReadWrite))
        {
            written.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(part, target, overwrite: false);
            return BackupResult.Done;
        }
        catch (IOException) when (Path.Exists(target))
        {
            return BackupResult.Exists;
        }
    }

    private static SqliteConnection Open(string part)
    {
        var copy = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = part, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        try
        {
            copy.Open();
            return copy;
        }
        catch (SqliteException)
        {
            copy.Dispose();
            throw;
        }
    }
}
