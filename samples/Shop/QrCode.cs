using System.Text;
using Microsoft.AspNetCore.Html;
using QRCoder;

namespace Shop;

/// <summary>A link to scan, drawn into the page itself: it is there with the page, and no address with a code in it can be cached or logged.</summary>
internal sealed record QrCode(string Link)
{
    // Screens are clean and near: medium correction keeps the modules large.
    private const QRCodeGenerator.ECCLevel Correction = QRCodeGenerator.ECCLevel.M;

    /// <summary>The picture, with the quiet zone that scanners need, black on white also in the dark.</summary>
    public IHtmlContent ToSvg(string label)
    {
        using var code = QRCodeGenerator.GenerateQrCode(Link, Correction);
        var size = code.ModuleMatrix.Count;
        var path = new StringBuilder();
        for (var y = 0; y < size; y++)
        {
            var row = code.ModuleMatrix[y];
            for (var x = 0; x < size; x++)
            {
                var start = x;
                while (x < size && row[x])
                {
                    x++;
                }

                if (x > start)
                {
                    path.Append($"M{start} {y}h{x - start}v1h-{x - start}z");
                }
            }
        }

        return new HtmlContentBuilder()
            .AppendHtml($"<svg class=\"qr\" role=\"img\" viewBox=\"0 0 {size} {size}\" shape-rendering=\"crispEdges\" aria-label=\"")
            .Append(label)
            .AppendHtml($"\"><path fill=\"#fff\" d=\"M0 0h{size}v{size}H0z\"/><path d=\"{path}\"/></svg>");
    }
}
