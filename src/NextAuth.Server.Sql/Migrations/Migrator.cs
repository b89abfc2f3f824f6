using System.Reflection;
using DbUp;
using NextAuth.Server.Sql.Database;

namespace NextAuth.Server.Sql.Migrations;

/// <summary>Brings the tables up to date: each script once, in order, in a transaction together with the note that it has run.</summary>
internal static class Migrator
{
    private static readonly TimeSpan LockRetry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(60);

    public static async Task UpgradeAsync(SqliteFile file, TimeProvider time, CancellationToken cancellationToken)
    {
        // Two programs that start at once would both find a script missing and both run it.
        await using var mutex = await LockAsync(file, time, cancellationToken);

        var outcome = DeployChanges.To.SqliteDatabase(file.ConnectionString)
            .WithScriptsEmbeddedInAssembly(Assembly.GetExecutingAssembly(), Schema.IsScript)
            .WithTransactionPerScript()
            .LogToNowhere()
            .Build()
            .PerformUpgrade();

        if (!outcome.Successful)
        {
            throw outcome.Error is Microsoft.Data.Sqlite.SqliteException error ? error.ForCaller() : outcome.Error;
        }
    }

    /// <summary>Takes a lock that the operating system gives back when the process dies.</summary>
    private static async Task<FileStream?> LockAsync(SqliteFile file, TimeProvider time, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (file.Path is not null)
        {
            try
            {
                return new FileStream(file.Path + "-migration", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException error)
            {
                if (time.GetElapsedTime(start) > LockPatience)
                {
                    throw new StorageUnavailableException($"The database cannot be locked for its migration: {error.Message}", error);
                }

                await Task.Delay(LockRetry, time, cancellationToken);
            }
        }

        return null;
    }
}
