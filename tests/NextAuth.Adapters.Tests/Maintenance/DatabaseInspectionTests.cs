using NextAuth.Adapters.Tests.Database;
using NextAuth.Server;
using NextAuth.Server.Sql.Database;
using NextAuth.Server.Sql.Maintenance;
using NextAuth.Server.Sql.Migrations;

namespace NextAuth.Adapters.Tests.Maintenance;

public sealed class DatabaseInspectionTests : IAsyncDisposable
{
    private readonly TemporaryDatabase _temporary = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private DatabaseUri Source => TestUri.File(_temporary.File);

    public ValueTask DisposeAsync() => _temporary.DisposeAsync();

    [Fact]
    public async Task A_whole_database_in_use_is_found_whole_with_the_time_of_its_last_write()
    {
        var database = await _temporary.OpenAsync();
        Assert.Null(DatabaseInspection.Run(Source).LatestTime);
        var before = TimeProvider.System.GetUtcNow();
        await database.CheckAsync(Cancellation);

        var found = DatabaseInspection.Run(Source);

        Assert.Equal(SchemaState.Current, found.Schema);
        Assert.Empty(found.Damage);
        Assert.InRange(found.LatestTime!.Value, before.AddMilliseconds(-1), TimeProvider.System.GetUtcNow());
    }

    [Theory]
    [InlineData("INSERT INTO SchemaVersions (ScriptName, Applied) VALUES ('NextAuth.Server.Sql.Migrations.V999__later.sql', '2027-01-01')", SchemaState.Newer)]
    [InlineData("DELETE FROM SchemaVersions WHERE ScriptName LIKE '%V007%'", SchemaState.Older)]
    [InlineData("DROP TABLE SchemaVersions", SchemaState.None)]
    public async Task Tables_of_another_version_are_told_and_not_opened(string change, SchemaState expected)
    {
        var database = await _temporary.OpenAsync();
        await database.WriteAsync(scope => scope.Statement(change).Execute(), Cancellation);

        Assert.Equal(expected, DatabaseInspection.Run(Source).Schema);

        await using var reader = new SqlDatabase(Source, TimeProvider.System);
        Assert.Equal(expected, reader.OpenForReading());
        await Assert.ThrowsAsync<InvalidOperationException>(reader.NumbersAsync);
    }

    [Fact]
    public async Task Damage_is_told_wherever_it_is()
    {
        var database = await _temporary.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(number => database.AddAsync(number, 5_000)));
        await database.DisposeAsync();
        await Damage.InTheMiddleAsync(_temporary.File, Cancellation);
        Assert.NotEmpty(DatabaseInspection.Run(Source).Damage);

        await File.WriteAllTextAsync(_temporary.File, new string('x', 10_000), Cancellation);
        Assert.NotEmpty(DatabaseInspection.Run(Source).Damage);
    }

    [Fact]
    public void A_missing_file_is_not_made()
    {
        Assert.Throws<StorageUnavailableException>(() => DatabaseInspection.Run(Source));
        Assert.Throws<StorageUnavailableException>(() => new SqlDatabase(Source, TimeProvider.System).OpenForReading());
        Assert.False(File.Exists(_temporary.File));
    }

    [Fact]
    public async Task Who_reads_beside_a_writer_sees_what_it_writes_and_writes_nothing()
    {
        var writer = await _temporary.OpenAsync();
        await using var reader = new SqlDatabase(Source, TimeProvider.System);
        Assert.Equal(SchemaState.Current, reader.OpenForReading());

        await writer.AddAsync(1);
        Assert.Equal([1], await reader.NumbersAsync());
        await writer.AddAsync(2);
        Assert.Equal([1, 2], await reader.NumbersAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => reader.AddAsync(3));
    }
}
