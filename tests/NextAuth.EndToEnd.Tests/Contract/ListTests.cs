using System.Globalization;
using System.Text.Json;

namespace NextAuth.EndToEnd.Tests.Contract;

/// <summary>Parts, order, filters and search of lists.</summary>
public sealed class ListTests(ListFixture fixture) : IClassFixture<ListFixture>
{
    private readonly VirtualServer _server = fixture.Server.Server;

    public static TheoryData<string> Lists => ["users/", "accounts/", "users/ann/accounts"];

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Parts_of_any_size_make_up_the_whole_list_once(string list)
    {
        var whole = await IdsAsync(list, "");
        for (var limit = 1; limit <= whole.Count + 1; limit++)
        {
            var parts = new List<string>();
            for (var marker = 0; marker <= whole.Count; marker += limit)
            {
                var part = await IdsAsync(list, string.Create(CultureInfo.InvariantCulture, $"?limit={limit}&marker={marker}"), whole.Count);
                Assert.Equal(Math.Min(limit, whole.Count - marker), part.Count);
                parts.AddRange(part);
            }

            Assert.Equal(whole, parts);
        }

        Assert.Empty(await IdsAsync(list, "?marker=9223372036854775807", whole.Count));
        Assert.Equal(whole, await IdsAsync(list, "?limit=1000"));
    }

    [Theory]
    [InlineData("users/", "User")]
    [InlineData("accounts/", "Account")]
    [InlineData("users/ann/accounts", "Account")]
    public async Task Every_member_sorts_both_ways_and_the_id_breaks_ties(string list, string schema)
    {
        var id = schema == "User" ? "userid" : "id";
        foreach (var column in Schema.Members(schema))
        {
            var up = await ItemsAsync(list, $"?sort={column}:asc");
            Assert.Equal(await ItemsAsync(list, $"?sort={column}"), up);
            var down = await ItemsAsync(list, $"?sort={column}:desc");
            Assert.Equal(up.Order(), down.Order());
            foreach (var (items, sign) in ((List<string>, int)[])[(up, 1), (down, -1)])
            {
                foreach (var (before, after) in items.Zip(items.Skip(1)))
                {
                    var order = sign * Compare(before, after, column);
                    Assert.True(order < 0 || (order == 0 && (IsTime(column) || Compare(before, after, id) < 0)), $"sort={column}, {sign}: {before} before {after}");
                }
            }
        }
    }

    [Fact]
    public async Task Several_columns_sort_one_after_the_other()
    {
        var items = await ItemsAsync("accounts/", "?sort=userid:desc,id:desc");

        foreach (var (before, after) in items.Zip(items.Skip(1)))
        {
            var order = -Compare(before, after, "userid");
            Assert.True(order < 0 || (order == 0 && Compare(before, after, "id") > 0), $"{before} before {after}");
        }
    }

    [Theory]
    [InlineData("filter=color=red", "ann", "Bob_1")]
    [InlineData("filter=color%3Dred", "ann", "Bob_1")]
    [InlineData("filter=color=in:red,blue", "ann", "Bob_1", "cyd%")]
    [InlineData("filter=color=red&filter=age=7", "ann")]
    [InlineData("filter=age=7", "ann", "cyd%")]
    [InlineData("filter=vip=true", "Bob_1")]
    [InlineData("filter=color=RED")]
    [InlineData("filter=color=re")]
    [InlineData("filter=unheard=red")]
    public async Task Filters_are_on_the_users_attributes(string query, params string[] users)
    {
        Assert.Equal(users.Order(StringComparer.Ordinal), (await IdsAsync("users/", "?" + query)).Order(StringComparer.Ordinal));

        var accounts = await ItemsAsync("accounts/", "?" + query);
        Assert.Equal(fixture.Accounts.Where(account => users.Contains(account.User)).Select(account => account.Id).Order(), accounts.Select(Id).Order());
    }

    [Theory]
    [InlineData("", "ann", "Bob_1", "cyd%", "Döra")]
    [InlineData("N", "ann")]
    [InlineData("bob", "Bob_1")]
    [InlineData("_", "Bob_1")]
    [InlineData("%25", "cyd%")]
    [InlineData("b_1", "Bob_1")]
    [InlineData("ö", "Döra")]
    [InlineData("%C3%96")]
    [InlineData("*")]
    public async Task Search_is_a_part_of_the_name_with_the_case_of_ASCII_ignored(string text, params string[] users) =>
        Assert.Equal(users.Order(StringComparer.Ordinal), (await IdsAsync("users/", $"?search={text.Replace("ö", "%C3%B6", StringComparison.Ordinal)}")).Order(StringComparer.Ordinal));

    // Answered in seconds and sorted by the exact moment: what looks like a tie need not be one.
    private static bool IsTime(string column) => column is "created" or "lastlogin" or "lastprovoke";

    // Values are compared as the contract says: no value comes first, texts by their characters.
    private static int Compare(string before, string after, string column)
    {
        var (left, right) = (Value(before, column), Value(after, column));
        return (left, right) switch
        {
            (null, null) => 0,
            (null, _) => -1,
            (_, null) => 1,
            ({ ValueKind: JsonValueKind.String } a, { } b) => string.CompareOrdinal(a.GetString(), b.GetString()),
            ({ ValueKind: JsonValueKind.Number } a, { } b) => a.GetInt64().CompareTo(b.GetInt64()),
            ({ } a, { } b) => a.GetBoolean().CompareTo(b.GetBoolean()),
        };
    }

    private static JsonElement? Value(string item, string column)
    {
        using var document = JsonDocument.Parse(item);
        return document.RootElement.TryGetProperty(column, out var value) ? value.Clone() : null;
    }

    private static long Id(string account) => Value(account, "id")!.Value.GetInt64();

    private async Task<List<string>> IdsAsync(string list, string query, int? total = null)
    {
        var (schema, name, id) = list == "users/" ? ("Users", "users", "userid") : ("Accounts", "accounts", "id");
        var answer = (await fixture.Server.Root.GetAsync($"{_server.Path}/{list}{query}")).Is(schema);
        var ids = answer.GetProperty(name).EnumerateArray().Select(item => item.GetProperty(id).ToString()).ToList();
        Assert.Equal(total ?? ids.Count, answer.GetProperty("totalnumber").GetInt32());
        return ids;
    }

    private async Task<List<string>> ItemsAsync(string list, string query)
    {
        var (schema, name) = list == "users/" ? ("Users", "users") : ("Accounts", "accounts");
        return [.. (await fixture.Server.Root.GetAsync($"{_server.Path}/{list}{query}")).Is(schema).GetProperty(name).EnumerateArray().Select(item => item.GetRawText())];
    }
}
