using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using NextAuth.Protocol.Crypto;

namespace NextAuth.Server.Push.Apns;

/// <summary>The app's signing key, from Apple's file.</summary>
internal static class ApnsKey
{
    private const int MaxFileSize = 8 * 1024;

    /// <param name="path">Where it is.</param>
    /// <param name="key">The key; the caller disposes it.</param>
    /// <param name="refusal">What is wrong, without a word of the file.</param>
    public static bool TryRead(string path, [NotNullWhen(true)] out P256SigningKey? key, [NotNullWhen(false)] out string? refusal)
    {
        const string Expected = "must name a .p8 file: a P-256 key as PKCS #8 in PEM";
        (key, refusal) = (null, null);
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxFileSize })
            {
                refusal = $"is too large; {Expected}";
                return false;
            }

            var text = File.ReadAllText(path);
            if (PemEncoding.TryFind(text, out var fields) && text[fields.Label] == "PRIVATE KEY")
            {
                var pkcs8 = Convert.FromBase64String(text[fields.Base64Data]);
                P256SigningKey.TryImportPkcs8(pkcs8, out key);
                CryptographicOperations.ZeroMemory(pkcs8);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            refusal = "cannot be read; must name a file that this user may read";
            return false;
        }

        refusal = key is null ? $"is no such key; {Expected}" : null;
        return key is not null;
    }
}
