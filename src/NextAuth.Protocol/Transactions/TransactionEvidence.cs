using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using NextAuth.Protocol.Crypto;

namespace NextAuth.Protocol.Transactions;

/// <summary>
/// What a third party needs to check, offline, that a transaction was approved (docs/protocol/evidence.md, which also says what it does not prove). Made by the server of an
/// approved transaction; safe to share between threads.
/// </summary>
public sealed record TransactionEvidence
{
    /// <summary>The first member of the file.</summary>
    public const string Format = "nextauth evidence v1";

    /// <summary>How both signatures are made.</summary>
    public const string Algorithm = "ECDSA P-256, SHA-256, IEEE P1363";

    /// <summary>The most bytes that <see cref="TryRead"/> looks at.</summary>
    public const int MaxSize = 64 * 1024;

    private TransactionEvidence()
    {
    }

    /// <summary>Gets the exact bytes the phone showed and signed, see <see cref="TransactionContent"/>.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Gets the signature by the transaction key, 64 bytes.</summary>
    public required ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>Gets the account's transaction key when it approved, 65 bytes.</summary>
    public required ReadOnlyMemory<byte> TransactionKey { get; init; }

    /// <summary>Gets the account's authentication key when it approved, 65 bytes: what the REST API calls <c>pk</c>.</summary>
    public required ReadOnlyMemory<byte> AccountKey { get; init; }

    /// <summary>Gets when the server took the approval, in Unix seconds.</summary>
    public required long Approved { get; init; }

    /// <summary>Gets the identity key of the virtual server, 65 bytes: <c>serverpk</c>.</summary>
    public required ReadOnlyMemory<byte> ServerKey { get; init; }

    /// <summary>Gets the signature by that key, 64 bytes, over <see cref="ServerSignedBytes"/>.</summary>
    public required ReadOnlyMemory<byte> ServerSignature { get; init; }

    /// <summary>Makes the evidence, signed by the server.</summary>
    /// <param name="content">The exact bytes shown.</param>
    /// <param name="signature">64 bytes, by the transaction key.</param>
    /// <param name="transactionKey">65 bytes.</param>
    /// <param name="accountKey">65 bytes.</param>
    /// <param name="approved">Unix seconds.</param>
    /// <param name="identity">The virtual server's identity key.</param>
    /// <exception cref="ArgumentOutOfRangeException">A key or signature has the wrong length.</exception>
    public static TransactionEvidence Make(
        byte[] content, byte[] signature, byte[] transactionKey, byte[] accountKey, long approved, P256SigningKey identity)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(signature);
        ArgumentNullException.ThrowIfNull(transactionKey);
        ArgumentNullException.ThrowIfNull(accountKey);
        ArgumentNullException.ThrowIfNull(identity);
        var serverSignature = new byte[P256.SignatureSize];
        identity.Sign(ServerSignedBytes(content, signature, transactionKey, accountKey, approved), serverSignature);
        return new()
        {
            Content = content,
            Signature = signature,
            TransactionKey = transactionKey,
            AccountKey = accountKey,
            Approved = approved,
            ServerKey = identity.PublicKey.ToArray(),
            ServerSignature = serverSignature,
        };
    }

    /// <summary>
    /// What the server signs, 254 bytes: <c>"nextauth evidence v1" || H(content) (32) || signature (64) || transaction key (65) || account key (65) || approved (8)</c>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A key or signature has the wrong length.</exception>
    public static byte[] ServerSignedBytes(
        ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> transactionKey, ReadOnlySpan<byte> accountKey, long approved)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(signature.Length, P256.SignatureSize);
        ArgumentOutOfRangeException.ThrowIfNotEqual(transactionKey.Length, P256.PublicKeySize);
        ArgumentOutOfRangeException.ThrowIfNotEqual(accountKey.Length, P256.PublicKeySize);
        Span<byte> time = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(time, approved);
        return [.. "nextauth evidence v1"u8, .. SHA256.HashData(content), .. signature, .. transactionKey, .. accountKey, .. time];
    }

    /// <summary>Writes the file: one line of UTF-8 JSON.</summary>
    /// <exception cref="InvalidOperationException">The content is no transaction.</exception>
    public byte[] Write()
    {
        var shown = TransactionContent.TryRead(Content.Span, out var content) ? content : throw new InvalidOperationException("The content is no transaction.");
        var json = new EvidenceJson
        {
            Format = Format,
            Server = shown.Server.ToString(),
            Transaction = shown.Id.ToString(),
            Account = shown.Account,
            Approved = Approved,
            Algorithm = Algorithm,
            Content = Content.ToArray(),
            Signature = Signature.ToArray(),
            TransactionKey = TransactionKey.ToArray(),
            AccountKey = AccountKey.ToArray(),
            ServerKey = ServerKey.ToArray(),
            ServerSignature = ServerSignature.ToArray(),
        };
        return JsonSerializer.SerializeToUtf8Bytes(json, TransactionJson.Default.EvidenceJson);
    }

    /// <summary>Reads a file's form; whether it is true, <see cref="Verify"/> says.</summary>
    /// <param name="file">UTF-8 JSON; white space does not matter.</param>
    /// <param name="evidence">What it claims.</param>
    /// <param name="content">What the phone showed.</param>
    /// <returns>
    /// <see langword="false"/> when a member is missing, unknown, repeated or of the wrong size, or when server, transaction or account are not those of the content.
    /// </returns>
    public static bool TryRead(ReadOnlySpan<byte> file, [NotNullWhen(true)] out TransactionEvidence? evidence, [NotNullWhen(true)] out TransactionContent? content)
    {
        (evidence, content) = (null, null);
        try
        {
            var json = file.Length <= MaxSize ? JsonSerializer.Deserialize(file, TransactionJson.Default.EvidenceJson) : null;
            if (json is { Format: Format, Algorithm: Algorithm }
                && TransactionContent.TryRead(json.Content, out var shown)
                && shown.Server.ToString() == json.Server && shown.Id.ToString() == json.Transaction && shown.Account == json.Account
                && json is { Signature.Length: P256.SignatureSize, ServerSignature.Length: P256.SignatureSize }
                && json is { TransactionKey.Length: P256.PublicKeySize, AccountKey.Length: P256.PublicKeySize, ServerKey.Length: P256.PublicKeySize })
            {
                content = shown;
                evidence = new()
                {
                    Content = json.Content,
                    Signature = json.Signature,
                    TransactionKey = json.TransactionKey,
                    AccountKey = json.AccountKey,
                    Approved = json.Approved,
                    ServerKey = json.ServerKey,
                    ServerSignature = json.ServerSignature,
                };
            }
        }
        catch (JsonException)
        {
            // From outside: an ordinary refusal.
        }

        return evidence is not null && content is not null;
    }

    /// <summary>Checks both signatures and the time.</summary>
    /// <param name="serverKey">
    /// The server's key as the caller knows it from elsewhere, 65 bytes. Empty: the file's own, which anybody can have made; the verdict is then worth nothing until
    /// <see cref="ServerKey"/> has been compared.
    /// </param>
    public EvidenceVerdict Verify(ReadOnlySpan<byte> serverKey)
    {
        if (!serverKey.IsEmpty && !serverKey.SequenceEqual(ServerKey.Span))
        {
            return EvidenceVerdict.OtherServer;
        }

        if (!TransactionContent.TryRead(Content.Span, out var content) || Approved < content.Created || Approved > content.Expires)
        {
            return EvidenceVerdict.OutOfTime;
        }

        var signed = ServerSignedBytes(Content.Span, Signature.Span, TransactionKey.Span, AccountKey.Span, Approved);
        return !IsSigned(TransactionKey.Span, TransactionContent.SignedBytes(Content.Span), Signature.Span) ? EvidenceVerdict.WrongSignature
            : !IsSigned(ServerKey.Span, signed, ServerSignature.Span) ? EvidenceVerdict.WrongServerSignature
            : EvidenceVerdict.Valid;
    }

    private static bool IsSigned(ReadOnlySpan<byte> key, byte[] data, ReadOnlySpan<byte> signature)
    {
        if (!P256PublicKey.TryImport(key, out var imported))
        {
            return false;
        }

        using (imported)
        {
            return imported.Verify(data, signature);
        }
    }
}

/// <summary>What <see cref="TransactionEvidence.Verify"/> finds.</summary>
public enum EvidenceVerdict
{
    /// <summary>Both signatures are right.</summary>
    Valid,

    /// <summary>The file is of another server than the caller expects.</summary>
    OtherServer,

    /// <summary>The approval is not within the life of the transaction.</summary>
    OutOfTime,

    /// <summary>The transaction key has not signed this content.</summary>
    WrongSignature,

    /// <summary>The server has not signed this evidence.</summary>
    WrongServerSignature,
}
