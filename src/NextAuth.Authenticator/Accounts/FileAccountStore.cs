using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;

namespace NextAuth.Authenticator.Accounts;

/// <summary>
/// Keeps accounts in a directory, a file each, written so that a crash leaves the old or the new one. Private keys are sealed under a passphrase (AES-256-GCM;
/// PBKDF2 with 600,000 rounds of SHA-256). Several processes may use one directory at once.
/// </summary>
public sealed class FileAccountStore : IAccountStore, IDisposable
{
    private const int MaxIterations = 10_000_000;

    private readonly string _accounts;
    private readonly string _lock;
    private readonly HistoryFile _history;
    private readonly StoreSeal? _seal;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _writing = new(1, 1);

    private FileAccountStore(string directory, StoreSeal? seal, TimeProvider clock)
    {
        _accounts = Path.Combine(directory, "accounts");
        _lock = Path.Combine(directory, "lock");
        _history = new HistoryFile(Path.Combine(directory, "history.jsonl"));
        _seal = seal;
        _clock = clock;
        DurableFile.CreateDirectory(_accounts);
    }

    private static ReadOnlySpan<byte> CheckLabel => "nextauth store v1"u8;

    /// <summary>Whether the directory holds a store, so that a caller knows whether to ask for a new passphrase or for the present one.</summary>
    public static bool Exists(string directory) => File.Exists(Settings(directory));

    /// <summary>Opens a store, and makes it when there is none. Takes a good part of a second: the passphrase is meant to be slow to try.</summary>
    /// <param name="directory">The directory; made, for its owner only, when there is none.</param>
    /// <param name="passphrase">The passphrase, not empty; <see langword="null"/> for a store that is not encrypted, which is for tests.</param>
    /// <param name="store">The store; the caller disposes it.</param>
    /// <param name="error">Why not.</param>
    /// <exception cref="IOException">The directory cannot be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static bool TryOpen(string directory, string? passphrase, [NotNullWhen(true)] out FileAccountStore? store, out StoreError error) =>
        TryOpen(directory, passphrase, StoreSeal.Iterations, TimeProvider.System, out store, out error);

    /// <inheritdoc/>
    public Task<AccountListing> ListAsync(CancellationToken cancellationToken = default)
    {
        var accounts = new List<StoredAccount>();
        var damaged = new List<string>();
        foreach (var path in Directory.EnumerateFiles(_accounts, "*.json").Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Read(path) is { } stored)
            {
                accounts.Add(stored);
            }
            else if (File.Exists(path))
            {
                damaged.Add(Path.GetFileName(path));
            }
        }

        return Task.FromResult(new AccountListing([.. accounts.OrderBy(stored => stored.Account.CreatedAt)], damaged));
    }

    /// <inheritdoc/>
    public Task<StoredAccount?> FindAsync(string id, CancellationToken cancellationToken = default) => Task.FromResult(IsId(id) ? Read(PathOf(id)) : null);

    /// <inheritdoc/>
    public async Task AddAsync(StoredAccount account, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(account);
        var path = PathOf(account.Account.Id);
        using var turn = await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        if (File.Exists(path))
        {
            throw new InvalidOperationException("There is an account of that name.");
        }

        DurableFile.Replace(path, AccountFileFormat.Write(account, _seal));
    }

    /// <inheritdoc/>
    public async Task<StoredAccount?> UpdateAsync(string id, Func<StoredAccount, StoredAccount> change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        using var turn = await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        if (!IsId(id) || Read(PathOf(id)) is not { } current)
        {
            return null;
        }

        var changed = change(current);
        DurableFile.Replace(PathOf(id), AccountFileFormat.Write(changed, _seal));
        return changed;
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveAsync(string id, CancellationToken cancellationToken = default)
    {
        using var turn = await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        return IsId(id) && DurableFile.Remove(PathOf(id));
    }

    /// <inheritdoc/>
    public async Task AppendHistoryAsync(HistoryEntry entry, CancellationToken cancellationToken = default)
    {
        using var turn = await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        _history.Append(entry);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<HistoryEntry>> ReadHistoryAsync(CancellationToken cancellationToken = default) => Task.FromResult(_history.Read());

    /// <summary>Forgets the key.</summary>
    public void Dispose()
    {
        _seal?.Dispose();
        _writing.Dispose();
    }

    /// <summary>As the public overload, with another number of rounds: so that tests need not wait.</summary>
    internal static bool TryOpen(
        string directory,
        string? passphrase,
        int iterations,
        TimeProvider clock,
        [NotNullWhen(true)] out FileAccountStore? store,
        out StoreError error)
    {
        if (passphrase is "")
        {
            throw new ArgumentException("A passphrase is not empty.", nameof(passphrase));
        }

        store = null;
        DurableFile.CreateDirectory(directory);
        StoreSeal? seal;
        if (!Exists(directory))
        {
            seal = Create(directory, passphrase, iterations);
            error = StoreError.None;
        }
        else
        {
            error = Open(directory, passphrase, out seal);
        }

        if (error is not StoreError.None)
        {
            return false;
        }

        store = new FileAccountStore(directory, seal, clock);
        return true;
    }

    private static string Settings(string directory) => Path.Combine(directory, "store.json");

    private static StoreSeal? Create(string directory, string? passphrase, int iterations)
    {
        var file = new StoreFile { Version = StoreFile.CurrentVersion };
        StoreSeal? seal = null;
        if (passphrase is not null)
        {
            var salt = RandomNumberGenerator.GetBytes(StoreSeal.SaltSize);
            seal = StoreSeal.Derive(passphrase, salt, iterations);
            file = file with { Kdf = "pbkdf2-sha256", Iterations = iterations, Salt = salt, Check = seal.Seal([], CheckLabel) };
        }

        DurableFile.Replace(Settings(directory), JsonSerializer.SerializeToUtf8Bytes(file, StoreJson.Default.StoreFile));
        return seal;
    }

    private static StoreError Open(string directory, string? passphrase, out StoreSeal? seal)
    {
        seal = null;
        StoreFile? file;
        try
        {
            file = JsonSerializer.Deserialize(File.ReadAllBytes(Settings(directory)), StoreJson.Default.StoreFile);
        }
        catch (JsonException)
        {
            return StoreError.Damaged;
        }

        switch (file)
        {
            case null:
                return StoreError.Damaged;
            case { Version: not StoreFile.CurrentVersion }:
                return StoreError.UnsupportedVersion;
            case { Salt: null }:
                return passphrase is null ? StoreError.None : StoreError.NotEncrypted;
            case { Kdf: not "pbkdf2-sha256" } or { Iterations: < 1 or > MaxIterations } or { Check: null }:
                return StoreError.Damaged;
            case var _ when passphrase is null:
                return StoreError.Encrypted;
        }

        seal = StoreSeal.Derive(passphrase, file.Salt, file.Iterations);
        return seal.Open(file.Check, CheckLabel) is null ? StoreError.WrongPassphrase : StoreError.None;
    }

    // Ids become file names: nothing that could leave the directory passes.
    private static bool IsId(string id) => id is { Length: 16 } && id.All(char.IsAsciiHexDigitLower);

    private string PathOf(string id) =>
        IsId(id) ? Path.Combine(_accounts, id + ".json") : throw new ArgumentException("An id has 16 hexadecimal digits.", nameof(id));

    private StoredAccount? Read(string path)
    {
        try
        {
            return AccountFileFormat.Read(File.ReadAllBytes(path), Path.GetFileNameWithoutExtension(path), _seal);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private async Task<Turn> TakeTurnAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return new Turn(_writing, await DurableFile.LockAsync(_lock, _clock, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            _writing.Release();
            throw;
        }
    }

    private readonly record struct Turn(SemaphoreSlim Writing, FileStream Lock) : IDisposable
    {
        public void Dispose()
        {
            Lock.Dispose();
            Writing.Release();
        }
    }
}

/// <summary>Why a <see cref="FileAccountStore"/> was not opened.</summary>
public enum StoreError
{
    /// <summary>It was.</summary>
    None,

    /// <summary>The passphrase is not the store's.</summary>
    WrongPassphrase,

    /// <summary>The store is encrypted: a passphrase is needed.</summary>
    Encrypted,

    /// <summary>The store is not encrypted, but a passphrase was given: the keys in it may have been seen.</summary>
    NotEncrypted,

    /// <summary>The store's settings file cannot be read.</summary>
    Damaged,

    /// <summary>A newer version of this library made the store.</summary>
    UnsupportedVersion,
}
