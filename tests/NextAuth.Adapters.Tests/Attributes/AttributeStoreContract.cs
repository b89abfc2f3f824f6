using NextAuth.Server.Attributes;

namespace NextAuth.Adapters.Tests.Attributes;

/// <summary>What every <see cref="IAttributeStore"/> promises.</summary>
public abstract class AttributeStoreContract(StoreFixture fixture)
{
    private static DateTimeOffset Now => StoreFixture.Now;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<AttributeKind> Kinds => [.. Enum.GetValues<AttributeKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_set_is_replaced_merged_emptied_and_read_in_the_order_of_names(AttributeKind kind)
    {
        var owner = New(kind);
        Assert.Equal(AttributeResult.Done, await ReplaceAsync(owner, ("b", "1"), ("a", "2")));
        await AssertAsync(owner, ("a", "2"), ("b", "1"));

        Assert.Equal(AttributeResult.Done, await MergeAsync(owner, ("c", "null"), ("b", "[3]")));
        await AssertAsync(owner, ("a", "2"), ("b", "[3]"), ("c", "null"));

        Assert.Equal(AttributeResult.Done, await fixture.Attributes.RemoveAsync(owner, "a", Cancellation));
        Assert.Equal(AttributeResult.UnknownAttribute, await fixture.Attributes.RemoveAsync(owner, "a", Cancellation));
        Assert.Equal(AttributeResult.Done, await ReplaceAsync(owner, ("d", "4")));
        await AssertAsync(owner, ("d", "4"));

        Assert.Equal(AttributeResult.Done, await fixture.Attributes.ClearAsync(owner, Cancellation));
        Assert.Equal(AttributeResult.Done, await fixture.Attributes.ClearAsync(owner, Cancellation));
        await AssertAsync(owner);
    }

    [Fact]
    public async Task Each_owner_has_a_set_of_its_own()
    {
        var server = fixture.NewServer();
        AttributeOwner[] owners =
        [
            AttributeOwner.OfUser(server, "ann"), AttributeOwner.OfUser(server, "Ann"), AttributeOwner.OfUser(fixture.NewServer(), "ann"),
            new(AttributeKind.Server, server, null), new(AttributeKind.Privileged, server, null), new(AttributeKind.Global, null, null),
        ];
        for (var i = 0; i < owners.Length; i++)
        {
            await ReplaceAsync(owners[i], ("a", $"{i}"));
        }

        for (var i = 0; i < owners.Length; i++)
        {
            await AssertAsync(owners[i], ("a", $"{i}"));
        }
    }

    [Fact]
    public async Task A_user_who_is_missing_is_made_by_replacing_and_by_nothing_else()
    {
        var owner = New(AttributeKind.User);

        Assert.Null(await fixture.Attributes.ReadAsync(owner, Cancellation));
        Assert.Equal(AttributeResult.UnknownOwner, await MergeAsync(owner, ("a", "1")));
        Assert.Equal(AttributeResult.UnknownOwner, await fixture.Attributes.ClearAsync(owner, Cancellation));
        Assert.Equal(AttributeResult.UnknownOwner, await fixture.Attributes.RemoveAsync(owner, "a", Cancellation));
        Assert.Equal(AttributeResult.Done, await ReplaceAsync(owner));

        Assert.True(await fixture.Users.ExistsAsync(owner.Server!.Value, owner.UserId!, Cancellation));
        await AssertAsync(owner);
    }

    [Fact]
    public async Task A_set_that_grows_too_large_is_left_as_it_was()
    {
        var owner = New(AttributeKind.User);
        AttributeValue Large(string key, int size) => new(key, "1", null, size);
        await fixture.Attributes.ReplaceAsync(owner, [Large("a", AttributeValue.MaxSetSize - 11)], Now, Cancellation);

        Assert.Equal(AttributeResult.TooLarge, await fixture.Attributes.MergeAsync(owner, [Large("b", 5), Large("c", 6)], Cancellation));
        Assert.Equal(AttributeResult.TooLarge, await fixture.Attributes.ReplaceAsync(owner, [Large("d", AttributeValue.MaxSetSize)], Now, Cancellation));
        Assert.Equal(AttributeResult.TooLarge, await fixture.Attributes.ReplaceAsync(New(AttributeKind.User), [Large("d", AttributeValue.MaxSetSize)], Now, Cancellation));
        await AssertAsync(owner, ("a", "1"));
        Assert.Equal(AttributeResult.Done, await fixture.Attributes.MergeAsync(owner, [Large("b", 5), Large("c", 5)], Cancellation));
    }

    [Fact]
    public async Task Updates_of_one_set_at_once_all_stay_and_a_replacement_is_never_half()
    {
        var owner = New(AttributeKind.User);
        await ReplaceAsync(owner);
        var updates = Enumerable.Range(0, 50).Select(i => Task.Run(() => MergeAsync(owner, ($"own{i}", $"{i}"), ("shared", $"{i}"))));
        await Task.WhenAll(updates);
        Assert.Equal(51, (await fixture.Attributes.ReadAsync(owner, Cancellation))!.Count);

        var replacing = Enumerable.Range(0, 50).Select(i => Task.Run(() => ReplaceAsync(owner, ("x", $"{i}"), ("y", $"{i}"))));
        var all = Task.WhenAll(replacing);
        while (!all.IsCompleted)
        {
            var seen = (await fixture.Attributes.ReadAsync(owner, Cancellation))!;
            Assert.True(seen.Count == 51 || (seen.Count == 2 && seen[0].Json == seen[1].Json));
        }

        await all;
    }

    private AttributeOwner New(AttributeKind kind) =>
        new(kind, kind is AttributeKind.Global ? null : fixture.NewServer(), kind is AttributeKind.User ? "ann" : null);

    private static AttributeValue[] Values((string Key, string Json)[] values) => [.. values.Select(value => new AttributeValue(value.Key, value.Json, value.Json, 10))];

    private Task<AttributeResult> ReplaceAsync(AttributeOwner owner, params (string, string)[] values) =>
        fixture.Attributes.ReplaceAsync(owner, Values(values), Now, Cancellation);

    private Task<AttributeResult> MergeAsync(AttributeOwner owner, params (string, string)[] values) => fixture.Attributes.MergeAsync(owner, Values(values), Cancellation);

    private async Task AssertAsync(AttributeOwner owner, params (string Key, string Json)[] values) =>
        Assert.Equal(values, (await fixture.Attributes.ReadAsync(owner, Cancellation))!.Select(value => (value.Key, value.Json)));
}

public sealed class SqliteAttributeStoreTests(SqliteFixture fixture) : AttributeStoreContract(fixture), IClassFixture<SqliteFixture>;

public sealed class MemoryAttributeStoreTests(MemoryFixture fixture) : AttributeStoreContract(fixture), IClassFixture<MemoryFixture>;
