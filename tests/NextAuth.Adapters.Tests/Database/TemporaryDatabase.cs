using NextAuth.Server.Sql.Database;

namespace NextAuth.Adapters.Tests.Database;

/// <summary>A database file in a temporary directory, that tests open and close as they like.</summary>
internal sealed class TemporaryDatabase : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = System.IO.Directory.CreateTempSubdirectory("nextauth-");
    private readonly List<SqlDatabase> _opened = [];

    public string Directory => _directory.FullName;

    public string File => Path.Combine(Directory, "nextauth.db");

    public async Task<SqlDatabase> OpenAsync(string? file = null, Action? upgrading = null)
    {
        var database = new SqlDatabase(TestUri.File(file ?? File), TimeProvider.System);
        _opened.Add(database);
        await database.InitializeAsync(upgrading, TestContext.Current.CancellationToken);
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _opened)
        {
            await database.DisposeAsync();
        }

        _directory.Delete(recursive: true);
    }
}

internal static class Rows
{
    /// <summary>Adds an enrolment that is nothing but its number: the simplest row there is.</summary>
    public static int Add(WriteScope scope, int number, int sizeInBytes = 1) =>
        scope.Statement("INSERT INTO enrolments (id, server, session, label, expires) VALUES (@id, @empty, @empty, @label, 0)")
            .Bind("@id", BitConverter.GetBytes(number)).Bind("@empty", Array.Empty<byte>()).Bind("@label", new string('x', sizeInBytes))
            .Execute();

    public static Task<int> AddAsync(this SqlDatabase database, int number, int sizeInBytes = 1) =>
        database.WriteAsync(scope => Add(scope, number, sizeInBytes), TestContext.Current.CancellationToken);

    /// <summary>The numbers that are stored, in order.</summary>
    public static async Task<List<int>> NumbersAsync(this SqlDatabase database) =>
        [.. await database.ReadAsync(static (connection, _) =>
        {
            var numbers = new SortedSet<int>();
            using var reader = connection.Statement("SELECT id FROM enrolments").Read();
            while (reader.Read())
            {
                numbers.Add(BitConverter.ToInt32(reader.GetFieldValue<byte[]>(0)));
            }

            return numbers;
        }, 0, TestContext.Current.CancellationToken)];
}
