using NextAuth.Protocol;
using NextAuth.Server;
using NextAuth.Server.Attributes;
using NextAuth.Server.Sql.Database;

namespace NextAuth.Adapters.Tests.Lists;

/// <summary>Users and accounts with many equal and many missing values, in the stores and in memory.</summary>
internal sealed class World
{
    private static readonly string[] Colors = ["red", "blue", "green"];

    public required ServerId Server { get; init; }

    public Dictionary<string, KnownUser> Users { get; } = [];

    public List<KnownAccount> Accounts { get; } = [];

    public static async Task<World> MakeAsync(StoreFixture fixture, int users)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var world = new World { Server = fixture.NewServer() };
        await KeepCountsAsync(fixture.Database, world.Server, "color", "red", "blue");
        for (var i = 0; i < users; i++)
        {
            var id = (i % 6) switch { 0 => $"User {i}", 1 => $"uSER_{i}", 2 => $"user%{i}", 3 => $"é\\{i}", _ => $"user {i}" };
            var attributes = new Dictionary<string, string> { ["color"] = Colors[i % 3], ["number"] = $"{i}" };
            if (i % 17 == 0)
            {
                attributes["rare"] = "yes";
            }

            await fixture.Attributes.ReplaceAsync(
                AttributeOwner.OfUser(world.Server, id), [.. attributes.Select(pair => new AttributeValue(pair.Key, "0", pair.Value, 10))], StoreFixture.Now, cancellation);
            var user = new KnownUser(id, i % 3 == 0 ? null : i % 5, attributes);
            world.Users.Add(id, user);
            for (var j = 0; j < i % 4; j++)
            {
                await world.AddAsync(fixture, id, (i * 7) + j);
                user.Accounts++;
            }
        }

        await world.AddAsync(fixture, null, 3);
        await world.AddAsync(fixture, null, 4);
        await world.WriteAsync(fixture.Database);
        return world;
    }

    /// <summary>Adds more accounts than are fetched and sorted at once, nearly all of them alike in what they are sorted by first.</summary>
    public async Task AddManyAsync(SqlDatabase database, int accounts)
    {
        var users = Users.Keys.ToList();
        var first = await database.WriteAsync(
            scope =>
            {
                var next = 1 + (long)scope.Statement("SELECT MAX(id) FROM accounts").Value()!;
                for (var i = 0; i < accounts; i++)
                {
                    scope.Statement("""
                        INSERT INTO accounts (id, server, auth_key, transaction_key, push_key, description, blocked, userid, created)
                        VALUES (@id, @server, @key, @key, @key, 'phone', 0, @userid, 0)
                        """)
                        .Bind("@id", next + i).Bind("@server", Server.ToArray()).Bind("@key", StoreFixture.Key()).Bind("@userid", users[i * 7 % users.Count])
                        .Execute();
                }

                return next;
            },
            TestContext.Current.CancellationToken);
        for (var i = 0; i < accounts; i++)
        {
            Accounts.Add(new(first + i, "phone", i % 1000 == 0 ? 1 : 0, i % 5 == 0 ? null : "2.0", i % 400, i % 3 == 0 ? null : i % 900, null, users[i * 7 % users.Count]));
        }

        await WriteAsync(database);
    }

    /// <summary>Has the counts of some values kept before anybody has them, as if many had had them once.</summary>
    public static async Task KeepCountsAsync(SqlDatabase database, ServerId server, string key, params string[] values)
    {
        foreach (var value in values)
        {
            await database.WriteAsync(
                scope => scope.Statement("INSERT INTO value_counts (server, key, text, users, accounts) VALUES (@server, @key, @text, 0, 0)")
                    .Bind("@server", server.ToArray()).Bind("@key", key).Bind("@text", value).Execute(),
                TestContext.Current.CancellationToken);
        }
    }

    public static object? Column(KnownUser user, string name) => name switch
    {
        "userid" => user.Id,
        "lastlogin" => user.LastLogin,
        "numberaccounts" => user.Accounts,
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    public static object? Column(KnownAccount account, string name) => name switch
    {
        "id" => account.Id,
        "description" => account.Description,
        "blocked" => account.Blocked,
        "clientVersion" => account.Version,
        "created" => account.Created,
        "lastlogin" => account.LastLogin,
        "lastprovoke" => account.LastProvoke,
        "userid" => account.UserId,
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    public static IEnumerable<T> Sort<T>(IEnumerable<T> items, IEnumerable<SortColumn> sort, Func<T, string, object?> column, Func<T, object> id)
    {
        var values = Comparer<object?>.Create(static (a, b) => (a, b) switch
        {
            (string one, string other) => string.CompareOrdinal(one, other),
            _ => Comparer<object?>.Default.Compare(a, b),
        });
        var sorted = items.OrderBy(static _ => 0);
        foreach (var term in sort)
        {
            sorted = term.Descending ? sorted.ThenByDescending(item => column(item, term.Name), values) : sorted.ThenBy(item => column(item, term.Name), values);
        }

        return sorted.ThenBy(id, values);
    }

    public static IEnumerable<T> Cut<T>(IReadOnlyList<T> items, PageRequest page) =>
        page.Marker >= items.Count ? [] : items.Skip((int)page.Marker).Take(page.Limit);

    public static bool Contains(string id, string? search) =>
        search is null || string.Concat(id.Select(Lower)).Contains(string.Concat(search.Select(Lower)), StringComparison.Ordinal);

    /// <summary>How many of the kept counts, and of the numbers of users, are wrong.</summary>
    public static Task<long> MiscountedAsync(SqlDatabase database, ServerId server) => database.ReadAsync(
        static (connection, server) => (long)connection.Statement("""
            SELECT (SELECT COUNT(*) FROM counts WHERE server = @server
                    AND (users <> (SELECT COUNT(*) FROM users WHERE server = @server) OR accounts <> (SELECT COUNT(*) FROM accounts WHERE server = @server)))
                + (SELECT COUNT(*) FROM users AS u WHERE server = @server
                    AND accounts <> (SELECT COUNT(*) FROM accounts AS a WHERE a.server = u.server AND a.userid = u.userid))
                + (SELECT COUNT(*) FROM attributes AS t WHERE server = @server
                    AND (accounts, user_number) IS NOT (SELECT u.accounts, u.number FROM users AS u WHERE u.server = t.server AND u.userid = t.owner))
                + (SELECT COUNT(*) FROM value_counts AS v WHERE server = @server
                    AND (users, accounts) IS NOT (SELECT COUNT(*), COALESCE(SUM(t.accounts), 0) FROM attributes AS t WHERE t.server = v.server AND t.key = v.key AND t.text = v.text))
                + (SELECT COUNT(*) - COUNT(DISTINCT number) FROM users WHERE server = @server)
                + (SELECT COUNT(*) FROM users AS u WHERE server = @server AND number NOT BETWEEN 1 AND (SELECT numbered FROM counts AS c WHERE c.server = u.server))
                + (SELECT COUNT(*) FROM accounts AS a WHERE server = @server
                    AND user_number IS NOT (SELECT u.number FROM users AS u WHERE u.server = a.server AND u.userid = a.userid))
            """).Bind("@server", server.ToArray()).Value()!, server, TestContext.Current.CancellationToken);

    private static char Lower(char character) => char.IsAsciiLetterUpper(character) ? (char)(character | 0x20) : character;

    private async Task AddAsync(StoreFixture fixture, string? userId, int n) => Accounts.Add(new KnownAccount(
        (await fixture.EnrolAsync(Server, userId: userId)).Account,
        n % 5 == 0 ? "tablet" : "phone",
        n % 11 == 0 ? 1 : 0,
        (n % 4) switch { 0 => null, 1 => "1.0", _ => "2.0" },
        n % 7,
        n % 3 == 0 ? null : n % 13,
        n % 2 == 0 ? null : n,
        userId));

    // Times and words as they happen to be are mostly different; here most are alike.
    private Task<int> WriteAsync(SqlDatabase database) => database.WriteAsync(
        scope =>
        {
            foreach (var user in Users.Values)
            {
                scope.Statement("UPDATE users SET last_login = @login WHERE server = @server AND userid = @id")
                    .Bind("@login", (object?)user.LastLogin).Bind("@server", Server.ToArray()).Bind("@id", user.Id)
                    .Execute();
            }

            foreach (var account in Accounts)
            {
                scope.Statement("""
                    UPDATE accounts SET description = @description, blocked = @blocked, client_version = @version, created = @created, last_login = @login,
                    last_provoke = @provoke WHERE id = @id
                    """)
                    .Bind("@description", account.Description).Bind("@blocked", account.Blocked).Bind("@version", account.Version)
                    .Bind("@created", account.Created).Bind("@login", (object?)account.LastLogin).Bind("@provoke", (object?)account.LastProvoke).Bind("@id", account.Id)
                    .Execute();
            }

            return 0;
        },
        TestContext.Current.CancellationToken);
}

internal sealed record KnownUser(string Id, long? LastLogin, IReadOnlyDictionary<string, string> Attributes)
{
    public long Accounts { get; set; }

    public bool Fits(AttributeFilter filter) => Attributes.TryGetValue(filter.Key, out var value) && filter.Values.Contains(value);
}

internal sealed record KnownAccount(long Id, string Description, long Blocked, string? Version, long Created, long? LastLogin, long? LastProvoke, string? UserId);
