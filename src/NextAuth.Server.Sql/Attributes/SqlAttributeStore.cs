using NextAuth.Server.Attributes;
using NextAuth.Server.Sql.Database;
using NextAuth.Server.Sql.Servers;
using NextAuth.Server.Sql.Users;

namespace NextAuth.Server.Sql.Attributes;

/// <summary>Attributes in SQL.</summary>
internal sealed class SqlAttributeStore(SqlDatabase database) : IAttributeStore
{
    // The plus changes no value. Without it SQLite would look at the parameter's value when it chooses an index, since one index is of kind 0 alone, and would
    // make a new plan for every call.
    private const string OfOwner = "kind = +@kind AND server = @server AND owner = @owner";

    public Task<IReadOnlyList<AttributeValue>?> ReadAsync(AttributeOwner owner, CancellationToken cancellationToken) =>
        database.ReadAsync<AttributeOwner, IReadOnlyList<AttributeValue>?>(
            static (connection, owner) => connection.InSnapshot<IReadOnlyList<AttributeValue>?>(() =>
            {
                var rows = Bind(connection.Statement($"SELECT key, value, text, size FROM attributes WHERE {OfOwner} ORDER BY key"), owner).All<AttributeRow>();
                return rows.Count == 0 && owner.UserId is not null && Bind(connection.Statement(UserExists), owner).Value() is null
                    ? null
                    : [.. rows.Select(static row => row.ToValue())];
            }),
            owner,
            cancellationToken);

    public Task<AttributeResult> ReplaceAsync(AttributeOwner owner, IReadOnlyList<AttributeValue> values, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            scope =>
            {
                if (!HasServer(scope, owner))
                {
                    return AttributeResult.UnknownServer;
                }

                if (owner is { Server: { } server, UserId: { } userId })
                {
                    SqlUserStore.Ensure(scope, server, userId, now);
                }

                Clear(scope, owner);
                return Put(scope, owner, values);
            },
            cancellationToken);

    public Task<AttributeResult> MergeAsync(AttributeOwner owner, IReadOnlyList<AttributeValue> values, CancellationToken cancellationToken) =>
        database.WriteAsync(
            scope => !HasServer(scope, owner) ? AttributeResult.UnknownServer
                : Exists(scope, owner) ? Put(scope, owner, values)
                : AttributeResult.UnknownOwner,
            cancellationToken);

    public Task<AttributeResult> ClearAsync(AttributeOwner owner, CancellationToken cancellationToken) =>
        database.WriteAsync(
            scope =>
            {
                Clear(scope, owner);
                return Exists(scope, owner) ? AttributeResult.Done : AttributeResult.UnknownOwner;
            },
            cancellationToken);

    public Task<AttributeResult> RemoveAsync(AttributeOwner owner, string key, CancellationToken cancellationToken) =>
        database.WriteAsync(
            scope => Bind(scope.Statement($"DELETE FROM attributes WHERE {OfOwner} AND key = @key"), owner).Bind("@key", key).Execute() == 1 ? AttributeResult.Done
                : Exists(scope, owner) ? AttributeResult.UnknownAttribute
                : AttributeResult.UnknownOwner,
            cancellationToken);

    private const string UserExists = "SELECT userid FROM users WHERE server = @server AND userid = @owner AND @kind = 0";

    private static bool HasServer(WriteScope scope, AttributeOwner owner) => owner.Server is not { } server || ServerCheck.Run(scope, server);

    private static bool Exists(WriteScope scope, AttributeOwner owner) => owner.UserId is null || Bind(scope.Statement(UserExists), owner).Value() is not null;

    private static void Clear(WriteScope scope, AttributeOwner owner) => Bind(scope.Statement($"DELETE FROM attributes WHERE {OfOwner}"), owner).Execute();

    private static AttributeResult Put(WriteScope scope, AttributeOwner owner, IReadOnlyList<AttributeValue> values)
    {
        foreach (var value in values)
        {
            Bind(
                scope.Statement("""
                    INSERT INTO attributes (kind, server, owner, key, size, accounts, user_number, text, value) VALUES (@kind, @server, @owner, @key, @size,
                        COALESCE((SELECT accounts FROM users WHERE @kind = 0 AND server = @server AND userid = @owner), 0),
                        COALESCE((SELECT number FROM users WHERE @kind = 0 AND server = @server AND userid = @owner), 0), @text, @value)
                    ON CONFLICT (kind, server, owner, key) DO UPDATE SET
                        size = excluded.size, accounts = excluded.accounts, user_number = excluded.user_number, text = excluded.text, value = excluded.value
                    """),
                owner)
                .Bind("@key", value.Key).Bind("@size", (long)value.Size).Bind("@text", value.Text).Bind("@value", value.Json)
                .Execute();
        }

        var set = Bind(scope.Statement($"SELECT COUNT(*) AS Count, COALESCE(SUM(size), 0) AS Size FROM attributes WHERE {OfOwner}"), owner).First<AttributeSetRow>()!;

        // One brace is in no member's size.
        return set.Size + 1 > AttributeValue.MaxSetSize ? scope.Undo(AttributeResult.TooLarge)
            : set.Count > AttributeValue.MaxInSet ? scope.Undo(AttributeResult.TooMany)
            : AttributeResult.Done;
    }

    private static Statement Bind(Statement statement, AttributeOwner owner) => statement
        .Bind("@kind", (long)owner.Kind).Bind("@server", owner.Server?.ToArray() ?? []).Bind("@owner", owner.UserId ?? "");
}

internal sealed class AttributeSetRow
{
    public long Count { get; init; }

    public long Size { get; init; }
}

internal sealed class AttributeRow
{
    public required string Key { get; init; }

    public required string Value { get; init; }

    public string? Text { get; init; }

    public long Size { get; init; }

    public AttributeValue ToValue() => new(Key, Value, Text, (int)Size);
}
