using System.Security.Cryptography;
using NextAuth.Protocol.Crypto;

namespace NextAuth.Protocol.VisualHash;

/// <summary>
/// The picture of a server's identity: the phone and the server draw the same one, so a person can compare what the phone shows with what a page shows
/// (docs/protocol/visual-hash.md). Stops a server that looks like another but holds another key.
/// </summary>
/// <remarks>Whole numbers only and no smoothing, so every implementation draws it pixel for pixel. Immutable.</remarks>
public sealed class ServerPicture
{
    /// <summary>How many cells a side has: 9. The right half mirrors the left, for people tell mirrored shapes apart better.</summary>
    public const int Cells = 9;

    /// <summary>How many colours a picture has: 4. Index 0 is the ground.</summary>
    public const int ColourCount = 4;

    private const int Columns = (Cells + 1) / 2;
    private const int HueCount = 12;

    // Section 2 of the specification. Far apart from one another, and each at least 3:1 against the ground (WCAG 2.2, 1.4.11).
    private static readonly Rgb[] Hues =
    [
        new(0xC6, 0x28, 0x28), new(0xD8, 0x43, 0x15), new(0xA8, 0x6A, 0x00), new(0x82, 0x77, 0x17), new(0x55, 0x8B, 0x2F), new(0x2E, 0x7D, 0x32),
        new(0x00, 0x83, 0x8F), new(0x02, 0x77, 0xBD), new(0x15, 0x65, 0xC0), new(0x45, 0x27, 0xA0), new(0x6A, 0x1B, 0x9A), new(0xAD, 0x14, 0x57),
    ];

    private static readonly Rgb Ground = new(0xFF, 0xFF, 0xFF);
    private static readonly Rgb Ink = new(0x21, 0x21, 0x21);

    private readonly byte[] _cells = new byte[Cells * Cells];
    private readonly Rgb[] _colours;

    private ServerPicture(ReadOnlySpan<byte> hash)
    {
        for (var at = 0; at < Cells * Columns; at++)
        {
            // Two bits a cell, the highest of a byte first.
            var value = (byte)((hash[at / 4] >> (6 - (at % 4 * 2))) & 3);
            var (row, column) = (at / Columns, at % Columns);
            _cells[(row * Cells) + column] = value;
            _cells[(row * Cells) + (Cells - 1 - column)] = value;
        }

        var first = hash[12] % HueCount;

        // 3 to 9 steps on: never a neighbour on the circle of hues.
        var second = (first + 3 + (hash[13] % 7)) % HueCount;
        _colours = [Ground, Hues[first], Hues[second], Ink];
    }

    /// <summary>Makes the picture of an identity key.</summary>
    /// <param name="serverKey">The server's identity key, 65 bytes.</param>
    /// <exception cref="ArgumentException"><paramref name="serverKey"/> has another length.</exception>
    public static ServerPicture Of(ReadOnlySpan<byte> serverKey)
    {
        if (serverKey.Length != P256.PublicKeySize)
        {
            throw new ArgumentException($"An identity key has {P256.PublicKeySize} bytes.", nameof(serverKey));
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData([.. "nextauth visual hash v1"u8, .. serverKey], hash);
        return new(hash);
    }

    /// <summary>Gets the colours, by index.</summary>
    public IReadOnlyList<Rgb> Colours => _colours;

    /// <summary>Gets the index of a cell's colour.</summary>
    /// <param name="column">0 to 8, from the left.</param>
    /// <param name="row">0 to 8, from above.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such cell.</exception>
    public int ColourAt(int column, int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, Cells);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Cells);
        return _cells[(row * Cells) + column];
    }
}
