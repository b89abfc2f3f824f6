using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;

namespace NextAuthApi.AspNetCore.Pages;

/// <summary>A code to scan.</summary>
/// <param name="Link">What it holds.</param>
/// <param name="Picture">The picture as a data URL: it is there with the page, and no address with a code in it can be cached or logged.</param>
/// <param name="Hsid">The session's public name.</param>
/// <param name="Life">For how long it is good.</param>
internal sealed record LoginCode(string Link, string Picture, string Hsid, TimeSpan Life)
{
    public const int Pixels = 272;

    // A payload of a login (docs/protocol/links.md): version, kind, server (18 bytes), hsid (32), expiry (4), tag (8).
    private const int PayloadLength = 86;
    private const int ExpiryAt = 52;

    // The server's bounds of NextAuth:Sessions:CodeLifetime, and the 30 seconds that it rounds up to.
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(930);

    /// <summary>For how long a code is good, by the server's clock and this one, which may differ: within what a server can be set to.</summary>
    public static TimeSpan LifeOf(string link, DateTimeOffset now)
    {
        var payload = new byte[PayloadLength / 4 * 3 + 1];
        if (link.Length < PayloadLength || Base64Url.DecodeFromChars(link.AsSpan(^PayloadLength..), payload, out _, out _) is not OperationStatus.Done)
        {
            return Shortest;
        }

        var life = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(payload.AsSpan(ExpiryAt))) - now;
        return life < Shortest ? Shortest : life > Longest ? Longest : life;
    }
}
