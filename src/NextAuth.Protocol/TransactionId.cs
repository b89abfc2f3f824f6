using System.Diagnostics.CodeAnalysis;

namespace NextAuth.Protocol;

/// <summary>The id of a transaction: 18 random bytes, 24 characters as text. A value; safe to share between threads.</summary>
public readonly struct TransactionId : IEquatable<TransactionId>
{
    /// <summary>Length in bytes.</summary>
    public const int Size = Id18.Size;

    private readonly Id18 _bytes;

    private TransactionId(Id18 bytes) => _bytes = bytes;

    /// <summary>Draws a new random id, whose text needs no escaping anywhere.</summary>
    public static TransactionId New() => new(Id18.New());

    /// <summary>Makes an id of its bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not exactly 18 bytes.</exception>
    public static TransactionId FromBytes(ReadOnlySpan<byte> bytes) => new(Id18.FromBytes(bytes));

    /// <summary>Reads the text of an id, base64 or base64url. Refuses every other length and character.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TransactionId id)
    {
        var read = Id18.TryParse(text, out var bytes);
        id = read ? new(bytes) : default;
        return read;
    }

    /// <summary>Gets the 18 bytes.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> AsSpan() => _bytes;

    /// <summary>Gets a copy of the 18 bytes.</summary>
    public byte[] ToArray() => AsSpan().ToArray();

    /// <summary>Gets the text, 24 characters of base64url.</summary>
    public override string ToString() => Id18.Text(_bytes);

    /// <inheritdoc/>
    public bool Equals(TransactionId other) => Id18.Equal(_bytes, other._bytes);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is TransactionId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Id18.Hash(_bytes);

    /// <summary>Whether both are the same id.</summary>
    public static bool operator ==(TransactionId left, TransactionId right) => left.Equals(right);

    /// <summary>Whether the ids differ.</summary>
    public static bool operator !=(TransactionId left, TransactionId right) => !left.Equals(right);
}
