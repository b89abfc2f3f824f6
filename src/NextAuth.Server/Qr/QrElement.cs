using System.Collections;
using System.Globalization;
using System.Text;

namespace NextAuth.Server.Qr;

/// <summary>Writes a QR code as an SVG element for a page: two paths, one unit a module. It has no style and no script, so a content security policy has nothing to say about it.</summary>
internal static class QrElement
{
    // As large as the web component draws it until the page's style says otherwise.
    private const int Pixels = 240;

    /// <param name="modules">The code with its quiet zone.</param>
    public static byte[] Write(List<BitArray> modules)
    {
        var (size, path) = (modules.Count, new StringBuilder(8 * 1024));
        for (var y = 0; y < size; y++)
        {
            WriteRow(path, modules[y], y);
        }

        return Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"""<svg class="nextauth-qr" viewBox="0 0 {size} {size}" width="{Pixels}" height="{Pixels}" shape-rendering="crispEdges" aria-hidden="true"><path fill="#fff" d="M0 0h{size}v{size}H0z"/><path fill="#000" d="{path}"/></svg>"""));
    }

    private static void WriteRow(StringBuilder path, BitArray row, int y)
    {
        for (var x = 0; x < row.Count; x++)
        {
            var start = x;
            while (x < row.Count && row[x])
            {
                x++;
            }

            if (x > start)
            {
                path.Append(CultureInfo.InvariantCulture, $"M{start} {y}h{x - start}v1h-{x - start}z");
            }
        }
    }
}
