using Microsoft.Data.Sqlite;
using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests.Commands;

/// <summary>Changes a database beneath the program, as no call of it would.</summary>
internal static class StoredText
{
    public static string DatabaseOf(HostProcess host) => Path.Combine(host.DataDirectory, "nextauth.db");

    public static async Task ExecuteAsync(HostProcess host, string sql, string? text = null)
    {
        await using var database = new SqliteConnection($"Data Source={DatabaseOf(host)};Pooling=False");
        await database.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("@text", text ?? "");
        Assert.True(await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken) > 0, "Nothing was changed.");
    }
}
