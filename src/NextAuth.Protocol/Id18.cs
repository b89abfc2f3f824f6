using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace NextAuth.Protocol;

/// <summary>
/// The 18 bytes beneath server, role and transaction ids: 144 random bits, 24 characters of base64.
/// New ones are drawn again until their text has neither '-' nor '_' (in base64: '+' and '/'), so that the text is base64 and base64url at once.
/// </summary>
[InlineArray(Size)]
internal struct Id18
{
    public const int Size = 18;
    public const int TextLength = 24;

    private byte _first;

    public static Id18 FromBytes(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size);
        var id = default(Id18);
        bytes.CopyTo(id);
        return id;
    }

    public static Id18 New()
    {
        var id = default(Id18);
        Span<char> text = stackalloc char[TextLength];
        do
        {
            RandomNumberGenerator.Fill(id);
            Base64Url.EncodeToChars(id, text);
        }
        while (text.IndexOfAny('-', '_') >= 0);

        return id;
    }

    /// <summary>Reads base64 and base64url, not a mixture. 18 bytes fill 24 characters exactly, so there is no padding to accept or refuse.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Id18 id)
    {
        id = default;
        if (text.Length != TextLength || (text.ContainsAny('+', '/') && text.ContainsAny('-', '_')))
        {
            return false;
        }

        Span<char> url = stackalloc char[TextLength];
        text.CopyTo(url);
        url.Replace('+', '-');
        url.Replace('/', '_');

        // DecodeFromChars skips white space, so fewer bytes than expected is a refusal too.
        return Base64Url.DecodeFromChars(url, id, out _, out var written) is System.Buffers.OperationStatus.Done && written == Size;
    }

    public static string Text(in Id18 id) => Base64Url.EncodeToString(id);

    public static bool Equal(in Id18 left, in Id18 right) => ((ReadOnlySpan<byte>)left).SequenceEqual(right);

    public static int Hash(in Id18 id)
    {
        ReadOnlySpan<byte> bytes = id;
        return HashCode.Combine(BinaryPrimitives.ReadInt64BigEndian(bytes), BinaryPrimitives.ReadInt64BigEndian(bytes[8..]), bytes[16], bytes[17]);
    }
}
