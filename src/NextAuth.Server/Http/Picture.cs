using System.Buffers.Text;

namespace NextAuth.Server.Http;

/// <summary>Checks pictures by their content, whatever they call themselves: what is no picture is not handed to phones.</summary>
internal static class Picture
{
    /// <summary>The largest picture, in bytes (REST contract, section 1).</summary>
    public const int MaxSize = 128 * 1024;

    // An SVG may begin with a declaration and comments; its element comes early all the same.
    private const int SvgPrologue = 4096;

    /// <summary>What would be right, for refusals.</summary>
    public const string Right = "base64 of a PNG, JPEG, WebP or SVG picture, 128 KiB at most";

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Whether the text is base64, with padding and without white space, of a picture of a known kind.</summary>
    public static bool IsBase64Picture(string text)
    {
        if (text.Length > Base64.GetMaxEncodedToUtf8Length(MaxSize) || text.Length % 4 != 0)
        {
            return false;
        }

        var bytes = new byte[text.Length / 4 * 3];
        return Convert.TryFromBase64String(text, bytes, out var size)
            && size <= MaxSize
            && text.Length == Base64.GetMaxEncodedToUtf8Length(size)
            && IsPicture(bytes.AsSpan(0, size));
    }

    private static bool IsPicture(ReadOnlySpan<byte> content) =>
        content.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A])
        || content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
        || (content.Length >= 12 && content.StartsWith("RIFF"u8) && content[8..].StartsWith("WEBP"u8))
        || IsSvg(content);

    private static bool IsSvg(ReadOnlySpan<byte> content)
    {
        content = content.StartsWith(ByteOrderMark) ? content[ByteOrderMark.Length..] : content;
        content = content[..Math.Min(content.Length, SvgPrologue)].TrimStart(" \t\r\n"u8);
        return content.StartsWith("<svg"u8)
            || ((content.StartsWith("<?xml"u8) || content.StartsWith("<!--"u8) || content.StartsWith("<!DOCTYPE svg"u8)) && content.IndexOf("<svg"u8) > 0);
    }
}
