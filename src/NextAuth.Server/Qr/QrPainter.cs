using System.Drawing;
using System.Text;
using NextAuth.Protocol.Links;
using NextAuth.Server.Http;
using QRCoder;

namespace NextAuth.Server.Qr;

/// <summary>
/// Draws QR codes. Drawing costs as much as twenty status calls, so pictures are kept while the same are asked for: a page that polls gets the same code for 30 seconds.
/// Thread-safe.
/// </summary>
internal sealed class QrPainter
{
    // Two generations: at most twice as many pictures of 1 to 10 kB.
    private const int GenerationSize = 1_024;

    private readonly Lock _lock = new();
    private Dictionary<Key, byte[]> _young = [];
    private Dictionary<Key, byte[]> _old = [];

    /// <summary>Draws a login code.</summary>
    public Outcome<byte[]> Draw(Link.Login code, string appUrl, QrPicture picture)
    {
        var key = new Key(code.ToText(appUrl), picture);
        if (Find(key) is { } kept)
        {
            return kept;
        }

        var drawn = DrawText(key.Text, picture);
        if (!drawn.Failed)
        {
            Keep(key, drawn.Value);
        }

        return drawn;
    }

    /// <summary>Draws an enrol code. Not kept: its token is a secret, and each code is new.</summary>
    public static Outcome<byte[]> Draw(Link.Enrol code, string appUrl, QrPicture picture) => DrawText(code.ToText(appUrl), picture);

    /// <summary>Draws an address as SVG that takes the size its page gives it.</summary>
    public static string DrawAddress(Uri address)
    {
        using var code = QRCodeGenerator.GenerateQrCode(address.AbsoluteUri, QRCodeGenerator.ECCLevel.M);
        using var svg = new SvgQRCode(code);
        return svg.GetGraphic(new Size(200, 200), Color.Black, Color.White, drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute);
    }

    private static Outcome<byte[]> DrawText(string text, QrPicture picture)
    {
        // M: the published codes' level; a login code of 120 characters stays at 49 modules.
        using var code = QRCodeGenerator.GenerateQrCode(Encoding.ASCII.GetBytes(text), QRCodeGenerator.ECCLevel.M);
        if (picture.Format is QrFormat.Element)
        {
            return QrElement.Write(code.ModuleMatrix);
        }

        if (picture.Format is QrFormat.Svg)
        {
            using var svg = new SvgQRCode(code);
            var size = new Size(picture.Size, picture.Size);
            return Encoding.UTF8.GetBytes(svg.GetGraphic(size, Color.Black, Color.White, drawQuietZones: true, SvgQRCode.SizingMode.WidthHeightAttribute));
        }

        // The matrix holds the quiet zone of four modules.
        return code.ModuleMatrix.Count <= picture.Size
            ? QrPng.Write(code.ModuleMatrix, picture.Size)
            : Parameters.Refuse($"The parameter s must be at least {code.ModuleMatrix.Count} for what this server's QR codes hold.");
    }

    private byte[]? Find(Key key)
    {
        lock (_lock)
        {
            return _young.GetValueOrDefault(key) ?? _old.GetValueOrDefault(key);
        }
    }

    private void Keep(Key key, byte[] drawn)
    {
        lock (_lock)
        {
            if (_young.Count >= GenerationSize)
            {
                (_old, _young) = (_young, []);
            }

            _young[key] = drawn;
        }
    }

    private readonly record struct Key(string Text, QrPicture Picture);
}
