using System.Reflection;
using NextAuth.Server.Sql.Database;

namespace NextAuth.Server.Sql.Migrations;

/// <summary>Which tables a database has, against those of this program.</summary>
public enum SchemaState
{
    /// <summary>The tables of this program.</summary>
    Current,

    /// <summary>None of ours: the file is empty, or of something else.</summary>
    None,

    /// <summary>Of an earlier version: the next start brings them up to date.</summary>
    Older,

    /// <summary>Of a later version, whose tables this program does not know.</summary>
    Newer,
}

/// <summary>Reads which migrations a database has had.</summary>
internal static class Schema
{
    public static bool IsScript(string name) => name.EndsWith(".sql", StringComparison.Ordinal);

    public static SchemaState Read(Connection connection)
    {
        if (connection.Statement("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'SchemaVersions'").Value() is null)
        {
            return SchemaState.None;
        }

        var known = Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(IsScript).ToHashSet(StringComparer.Ordinal);
        var run = connection.Statement("SELECT ScriptName AS Name FROM SchemaVersions").All<ScriptRow>().Select(static row => row.Name).ToHashSet(StringComparer.Ordinal);
        return run.IsSubsetOf(known) ? run.Count == known.Count ? SchemaState.Current : SchemaState.Older : SchemaState.Newer;
    }
}

internal sealed class ScriptRow
{
    public required string Name { get; init; }
}
