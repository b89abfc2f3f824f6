using System.Security.Cryptography;
using NextAuth.Authenticator.Accounts;
using NextAuth.Protocol;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Messages;

namespace NextAuth.Authenticator.Tests.Accounts;

public sealed class FileAccountStoreTests : IDisposable
{
    private const int FewIterations = 10;

    private readonly string _directory = Directory.CreateTempSubdirectory("phone-store-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("correct horse")]
    [InlineData(null)]
    public async Task What_was_added_is_there_after_reopening(string? passphrase)
    {
        var account = NewAccount();
        using (var store = Open(passphrase))
        {
            await store.AddAsync(account, Token);
            await store.UpdateAsync(account.Account.Id, current => current with { Account = current.Account with { AccountId = 7 } }, Token);
        }

        using var reopened = Open(passphrase);
        var read = await reopened.FindAsync(account.Account.Id, Token);

        Assert.NotNull(read);
        Assert.Equal(7, read.Account.AccountId);
        Assert.Equal(account.Account.ServerKey.ToArray(), read.Account.ServerKey.ToArray());
        Assert.Equal(account.Secrets.AuthenticationKey, read.Secrets.AuthenticationKey);
        Assert.Equal(account.Secrets.Pending!.TransactionKey, read.Secrets.Pending!.TransactionKey);
        Assert.Equal(["wss://shop.example/"], read.Account.Parameters.Endpoints);
    }

    [Fact]
    public void Another_passphrase_is_told_apart_from_damage()
    {
        Open("right").Dispose();

        Assert.Equal(StoreError.WrongPassphrase, Refused("wrong"));
        Assert.Equal(StoreError.Encrypted, Refused(null));
        File.WriteAllText(Path.Combine(_directory, "store.json"), "{\"version\":1,");
        Assert.Equal(StoreError.Damaged, Refused("right"));
        File.WriteAllText(Path.Combine(_directory, "store.json"), "{\"version\":2}");
        Assert.Equal(StoreError.UnsupportedVersion, Refused("right"));
    }

    [Fact]
    public void A_passphrase_on_a_store_without_one_is_refused()
    {
        Open(null).Dispose();

        Assert.Equal(StoreError.NotEncrypted, Refused("any"));
    }

    [Fact]
    public void A_new_store_has_the_rounds_that_OWASP_asks_for()
    {
        Assert.True(FileAccountStore.TryOpen(_directory, "pass", out var store, out _));
        store.Dispose();

        Assert.Contains("\"iterations\":600000", File.ReadAllText(Path.Combine(_directory, "store.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_key_is_in_the_files()
    {
        var account = NewAccount();
        using var store = Open("pass");
        await store.AddAsync(account, Token);

        var text = await File.ReadAllTextAsync(FileOf(account), Token);

        Assert.Contains("alice", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(account.Secrets.AuthenticationKey)[..40], text, StringComparison.Ordinal);
        Assert.DoesNotContain("authenticationKey", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_owner_can_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        var directory = Path.Combine(_directory, "new");
        Assert.True(FileAccountStore.TryOpen(directory, "pass", FewIterations, TimeProvider.System, out var store, out _));
        using var opened = store;
        await store.AddAsync(NewAccount(), Token);
        await store.AppendHistoryAsync(Entry("Shop"), Token);

        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var files = Directory.GetFiles(directory, "*", SearchOption.AllDirectories);
        Assert.Equal(4, files.Length);
        Assert.All(files, file => Assert.Equal(owner, ModeOf(file)));
        Assert.Equal(owner | UnixFileMode.UserExecute, ModeOf(directory));
        Assert.Equal(owner | UnixFileMode.UserExecute, ModeOf(Path.Combine(directory, "accounts")));
    }

    [Fact]
    public async Task A_truncated_or_altered_file_is_reported_and_spoils_no_other()
    {
        using var store = Open("pass");
        var good = NewAccount();
        var cut = NewAccount();
        var altered = NewAccount();
        foreach (var account in new[] { good, cut, altered })
        {
            await store.AddAsync(account, Token);
        }

        var bytes = await File.ReadAllBytesAsync(FileOf(cut), Token);
        await File.WriteAllBytesAsync(FileOf(cut), bytes[..(bytes.Length / 2)], Token);
        var otherKey = RandomNumberGenerator.GetBytes(P256.PublicKeySize);
        var text = await File.ReadAllTextAsync(FileOf(altered), Token);
        var swapped = text.Replace(JsonText(altered.Account.ServerKey.Span), JsonText(otherKey), StringComparison.Ordinal);
        Assert.NotEqual(text, swapped);
        await File.WriteAllTextAsync(FileOf(altered), swapped, Token);

        var listing = await store.ListAsync(Token);

        Assert.Equal(good.Account.Id, Assert.Single(listing.Accounts).Account.Id);
        Assert.Equal(new[] { FileOf(cut), FileOf(altered) }.Select(Path.GetFileName).Order(), listing.Damaged.Order());
        Assert.Null(await store.FindAsync(cut.Account.Id, Token));
    }

    [Fact]
    public async Task A_crash_while_writing_leaves_the_old_file()
    {
        using var store = Open("pass");
        var account = NewAccount();
        await store.AddAsync(account, Token);
        await File.WriteAllTextAsync(FileOf(account) + ".tmp", "half of", Token);

        Assert.Equal(account.Account.Id, Assert.Single((await store.ListAsync(Token)).Accounts).Account.Id);
        await store.UpdateAsync(account.Account.Id, current => current with { Account = current.Account with { Label = "bob" } }, Token);
        Assert.Equal("bob", (await store.FindAsync(account.Account.Id, Token))?.Account.Label);
    }

    [Fact]
    public async Task Changes_from_several_stores_on_one_directory_all_happen()
    {
        var account = NewAccount();
        using var one = Open("pass");
        using var two = Open("pass");
        await one.AddAsync(account, Token);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(
            () => (i % 2 == 0 ? one : two).UpdateAsync(
                account.Account.Id,
                current => current with { Account = current.Account with { AccountId = (current.Account.AccountId ?? 0) + 1 } },
                Token),
            Token)));

        Assert.Equal(20, (await one.FindAsync(account.Account.Id, Token))?.Account.AccountId);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAA")]
    public async Task Nothing_but_an_id_becomes_a_file_name(string id)
    {
        using var store = Open(null);

        Assert.Null(await store.FindAsync(id, Token));
        Assert.False(await store.RemoveAsync(id, Token));
        await Assert.ThrowsAsync<ArgumentException>(() => store.AddAsync(NewAccount(id), Token));
    }

    [Fact]
    public async Task A_torn_line_of_the_history_spoils_no_other()
    {
        using var store = Open(null);
        await store.AppendHistoryAsync(Entry("one"), Token);
        await File.AppendAllTextAsync(Path.Combine(_directory, "history.jsonl"), "\n{\"time\":\"20", Token);
        await store.AppendHistoryAsync(Entry("two"), Token);

        Assert.Equal(["one", "two"], (await store.ReadHistoryAsync(Token)).Select(entry => entry.Server));
    }

    [Fact]
    public async Task A_removed_account_is_gone()
    {
        using var store = Open("pass");
        var account = NewAccount();
        await store.AddAsync(account, Token);

        Assert.True(await store.RemoveAsync(account.Account.Id, Token));
        Assert.False(await store.RemoveAsync(account.Account.Id, Token));
        Assert.Empty((await store.ListAsync(Token)).Accounts);
    }

    private static StoredAccount NewAccount(string? id = null)
    {
        using var key = P256SigningKey.Create();
        var account = new Account
        {
            Id = id ?? RandomNumberGenerator.GetHexString(16, lowercase: true),
            Server = ServerId.New(),
            ServerKey = key.PublicKey.ToArray(),
            Label = "alice",
            Parameters = new ServerParameters { Version = 1, ServerName = "Shop", Endpoints = ["wss://shop.example/"] },
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
        var pending = new PendingKeys { AuthenticationKey = [1, 2], TransactionKey = [3, 4], Since = DateTimeOffset.UnixEpoch };
        var secrets = new AccountSecrets { AuthenticationKey = key.ExportPkcs8(), TransactionKey = [5, 6], PushKey = new byte[32], Pending = pending };
        return new StoredAccount(account, secrets);
    }

    private static HistoryEntry Entry(string server) =>
        new() { Time = DateTimeOffset.UnixEpoch, Kind = HistoryKind.Login, Outcome = HistoryOutcome.Done, Server = server };

    private static UnixFileMode ModeOf(string path) => OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path);

    private static string JsonText(ReadOnlySpan<byte> bytes) => System.Text.Json.JsonSerializer.Serialize(bytes.ToArray()).Trim('"');

    private string FileOf(StoredAccount account) => Path.Combine(_directory, "accounts", account.Account.Id + ".json");

    private FileAccountStore Open(string? passphrase)
    {
        Assert.True(FileAccountStore.TryOpen(_directory, passphrase, FewIterations, TimeProvider.System, out var store, out var error), error.ToString());
        return store;
    }

    private StoreError Refused(string? passphrase)
    {
        Assert.False(FileAccountStore.TryOpen(_directory, passphrase, FewIterations, TimeProvider.System, out _, out var error));
        return error;
    }
}
