using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace NextAuth.Protocol.Transactions;

/// <summary>
/// What a phone shows of a transaction, and signs: the same bytes (docs/protocol/transactions.md, section 1). There is one form of bytes for each content, and every other is
/// refused, so that nobody can have two readers show two things for one signature. A value; safe to share between threads.
/// </summary>
public sealed record TransactionContent
{
    /// <summary>The longest <see cref="Amount"/>, in characters.</summary>
    public const int MaxAmountLength = 100;

    /// <summary>The longest <see cref="Benificiary"/>, in characters.</summary>
    public const int MaxBenificiaryLength = 200;

    /// <summary>The longest <see cref="Description"/>, in characters.</summary>
    public const int MaxDescriptionLength = 2000;

    /// <summary>The most bytes that <see cref="TryRead"/> looks at; the longest texts need less.</summary>
    public const int MaxSize = 16 * 1024;

    // 9999-12-31T23:59:59Z.
    private const long LastSecond = 253_402_300_799;

    /// <summary>Gets the virtual server.</summary>
    public required ServerId Server { get; init; }

    /// <summary>Gets the transaction.</summary>
    public required TransactionId Id { get; init; }

    /// <summary>Gets the account that may answer, by its number on the server; over 0.</summary>
    public required long Account { get; init; }

    /// <summary>Gets when it was made, in Unix seconds.</summary>
    public required long Created { get; init; }

    /// <summary>Gets until when it can be answered, in Unix seconds; after <see cref="Created"/>.</summary>
    public required long Expires { get; init; }

    /// <summary>Gets how much, in the application's words; <see langword="null"/>: not said. One of the three texts is there.</summary>
    public string? Amount { get; init; }

    /// <summary>Gets who gets it (spelt as in the REST API); <see langword="null"/>: not said.</summary>
    public string? Benificiary { get; init; }

    /// <summary>Gets what it is; <see langword="null"/>: not said.</summary>
    public string? Description { get; init; }

    /// <summary>Whether the numbers are in range, a text is there, and every text is allowed (<see cref="TransactionText"/>).</summary>
    public bool IsValid =>
        Account > 0 && Created >= 0 && Expires > Created && Expires <= LastSecond
        && (Amount ?? Benificiary ?? Description) is not null
        && IsAllowed(Amount, MaxAmountLength) && IsAllowed(Benificiary, MaxBenificiaryLength) && IsAllowed(Description, MaxDescriptionLength);

    /// <summary>Reads the bytes that are to be shown.</summary>
    /// <param name="bytes">UTF-8 JSON, in the one form there is.</param>
    /// <param name="content">What they say.</param>
    /// <returns>
    /// <see langword="false"/> for everything but what <see cref="Write"/> makes: unknown, repeated, missing or reordered members, white space, other escapes, refused characters.
    /// </returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out TransactionContent? content)
    {
        content = null;
        if (bytes.Length > MaxSize)
        {
            return false;
        }

        try
        {
            var json = JsonSerializer.Deserialize(bytes, TransactionJson.Default.TransactionContentJson);
            if (json?.ToContent() is { IsValid: true } read && read.Write().AsSpan().SequenceEqual(bytes))
            {
                content = read;
            }
        }
        catch (JsonException)
        {
            // From outside: an ordinary refusal.
        }

        return content is not null;
    }

    /// <summary>Writes the bytes that are shown and signed.</summary>
    /// <exception cref="InvalidOperationException">The content is not <see cref="IsValid"/>.</exception>
    public byte[] Write()
    {
        if (!IsValid)
        {
            throw new InvalidOperationException("This is no transaction that may be shown.");
        }

        var json = new StringBuilder();
        json.Append(CultureInfo.InvariantCulture, $"{{\"version\":1,\"server\":\"{Server}\",\"transaction\":\"{Id}\",\"account\":{Account}");
        json.Append(CultureInfo.InvariantCulture, $",\"created\":{Created},\"expires\":{Expires}");
        Append(json, "amount", Amount);
        Append(json, "benificiary", Benificiary);
        Append(json, "description", Description);
        return Encoding.UTF8.GetBytes(json.Append('}').ToString());
    }

    /// <summary>What the transaction key signs, 55 bytes: <c>"nextauth transaction v1" || H(the bytes shown)</c>.</summary>
    /// <param name="shown">The bytes as received, which <see cref="TryRead"/> has read.</param>
    public static byte[] SignedBytes(ReadOnlySpan<byte> shown) => [.. "nextauth transaction v1"u8, .. SHA256.HashData(shown)];

    private static bool IsAllowed(string? text, int maxLength) => text is null || TransactionText.IsAllowed(text, maxLength);

    // No allowed character needs an escape but these two.
    private static void Append(StringBuilder json, string name, string? text)
    {
        if (text is not null)
        {
            var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
            json.Append(CultureInfo.InvariantCulture, $",\"{name}\":\"{escaped}\"");
        }
    }
}
