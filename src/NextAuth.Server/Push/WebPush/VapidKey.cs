using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using NextAuth.Protocol.Crypto;
using NextAuth.Server.Secrets;

namespace NextAuth.Server.Push.WebPush;

/// <summary>The key by which this installation is known to Web Push services (RFC 8292). Made at the first start: phones subscribe for this key and no other.</summary>
public sealed class VapidKey(IVapidKeyStore store, SecretBox secrets) : IDisposable
{
    private const string Purpose = "vapid";

    private P256SigningKey? _key;

    /// <summary>The public part, 65 bytes as base64url; <see langword="null"/> until it is loaded, before the first request.</summary>
    public string? PublicKey { get; private set; }

    internal P256SigningKey Key => _key ?? throw new InvalidOperationException("The key for Web Push is not loaded.");

    /// <summary>Whether the master key opens the one that is stored; <see langword="true"/> when none is.</summary>
    public async Task<bool> MasterKeyFitsAsync(CancellationToken cancellationToken) =>
        await store.FindAsync(cancellationToken) is not { } stored || secrets.TryOpen(stored, Purpose, out _);

    /// <summary>Loads the key, making it when there is none.</summary>
    /// <exception cref="CryptographicException">Another master key, or altered data.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (_key is not null)
        {
            return;
        }

        var stored = await store.FindAsync(cancellationToken) ?? await store.AddAsync(MakeSealed(), cancellationToken);
        if (!TryOpen(stored, out var key))
        {
            throw new CryptographicException("The key for Web Push does not open: another master key, or altered data.");
        }

        (_key, PublicKey) = (key, Base64Url.EncodeToString(key.PublicKey));
    }

    public void Dispose() => _key?.Dispose();

    private byte[] MakeSealed()
    {
        using var made = P256SigningKey.Create();
        var pkcs8 = made.ExportPkcs8();
        var box = secrets.Seal(pkcs8, Purpose);
        CryptographicOperations.ZeroMemory(pkcs8);
        return box;
    }

    private bool TryOpen(byte[] stored, [NotNullWhen(true)] out P256SigningKey? key)
    {
        key = null;
        if (!secrets.TryOpen(stored, Purpose, out var pkcs8))
        {
            return false;
        }

        var read = P256SigningKey.TryImportPkcs8(pkcs8, out key);
        CryptographicOperations.ZeroMemory(pkcs8);
        return read;
    }
}
