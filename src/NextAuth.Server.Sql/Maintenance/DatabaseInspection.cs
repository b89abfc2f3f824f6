using Microsoft.Data.Sqlite;
using NextAuth.Server.Sql.Database;
using NextAuth.Server.Sql.Migrations;
using static SQLitePCL.raw;

namespace NextAuth.Server.Sql.Maintenance;

/// <summary>What an inspection found.</summary>
/// <param name="Damage">What is broken in the file, in SQLite's words; empty: it is whole.</param>
/// <param name="Schema">Which tables it has; says nothing when it is damaged.</param>
/// <param name="LatestTime">The latest time that was written into it; <see langword="null"/> when its tables are not this program's, or hold none.</param>
public sealed record InspectionResult(IReadOnlyList<string> Damage, SchemaState Schema, DateTimeOffset? LatestTime);

/// <summary>Looks through a whole database. Reads only, and may run beside the process that writes to it.</summary>
public static class DatabaseInspection
{
    // The first few name the fault; a wrecked file has thousands.
    private const string WholeCheck = "PRAGMA integrity_check(3)";

    // What every start, every readiness check and every login write.
    private const string Latest = """
        SELECT MAX(at) FROM (
            SELECT MAX(checked) AS at FROM health UNION ALL SELECT MAX(created) FROM roles UNION ALL SELECT MAX(last_login) FROM accounts)
        """;

    /// <summary>Inspects a database. Takes as long as reading the whole file.</summary>
    /// <exception cref="StorageUnavailableException">There is no such file, or this user cannot read it.</exception>
    public static InspectionResult Run(DatabaseUri uri)
    {
        try
        {
            using var connection = new SqliteFile(uri).OpenReader(isMapped: false);
            var damage = Damage(connection);
            if (damage.Count > 0)
            {
                return new(damage, SchemaState.None, null);
            }

            var schema = Schema.Read(connection);
            var latest = schema is SchemaState.Current ? connection.Statement(Latest).Value() as long? : null;
            return new([], schema, latest is > 0 ? SqlTime.From(latest) : null);
        }
        catch (SqliteException error) when (error.SqliteErrorCode is SQLITE_CORRUPT or SQLITE_NOTADB)
        {
            return new([error.Message], SchemaState.None, null);
        }
        catch (SqliteException error)
        {
            throw error.ForCaller();
        }
    }

    internal static IReadOnlyList<string> Damage(Connection connection)
    {
        var found = new List<string>();
        using var reader = connection.Statement(WholeCheck).Read();
        while (reader.Read())
        {
            found.Add(reader.GetString(0));
        }

        return found is ["ok"] ? [] : found;
    }
}
