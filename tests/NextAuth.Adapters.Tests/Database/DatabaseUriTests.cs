using NextAuth.Server.Sql.Database;

namespace NextAuth.Adapters.Tests.Database;

public sealed class DatabaseUriTests
{
    [Theory]
    [InlineData(":memory:")]
    [InlineData("sqlite::memory:")]
    public void Memory_has_no_path(string text) =>
        Assert.Null(Read(text).Path);

    [Fact]
    public void A_path_is_taken_from_where_the_program_runs()
    {
        Assert.Equal(Path.GetFullPath("data/nextauth.db"), Read("sqlite:data/nextauth.db").Path);
        Assert.Equal("/var/lib/nextauth.db", Read("sqlite:/var/lib/nextauth.db").Path);
        Assert.Equal("///var/lib/nextauth.db".TrimStart('/'), Read("sqlite:///var/lib/nextauth.db").Path!.TrimStart('/'));
    }

    [Theory]
    [InlineData("postgres://nextauth:secret@db/nextauth")]
    [InlineData("postgresql://nextauth:secret@db/nextauth")]
    public void PostgreSQL_is_refused_with_the_reason_and_without_the_password(string text)
    {
        Assert.False(DatabaseUri.TryParse(text, out _, out var error));
        Assert.Contains("comes with the cluster", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sqlite:")]
    [InlineData("SQLITE:x")]
    [InlineData("data.db")]
    [InlineData("sqlite://data/nextauth.db")]
    [InlineData("sqlite:a\0b")]
    public void Everything_else_is_refused(string? text) =>
        Assert.False(DatabaseUri.TryParse(text, out _, out _));

    private static DatabaseUri Read(string text)
    {
        Assert.True(DatabaseUri.TryParse(text, out var uri, out _));
        return uri;
    }
}
