namespace NextAuth.Server.Qr;

/// <summary>How a QR code is wanted.</summary>
/// <param name="Format">As what.</param>
/// <param name="Size">Width and height in pixels, quiet zone included.</param>
internal readonly record struct QrPicture(QrFormat Format, int Size);

internal enum QrFormat
{
    /// <summary>No picture: the bytes the code holds.</summary>
    Raw,
    Png,
    Svg,

    /// <summary>An element for a page: an SVG without any style, which the strictest content security policy lets in. Its size is the page's affair.</summary>
    Element,
}
