using System.Text;
using NextAuth.Protocol;

namespace NextAuth.Server.Browser;

/// <summary>What a page can send (docs/api/websocket.md).</summary>
internal enum BrowserVerb
{
    Register,
    Provoke,
    Logout,
    Code,
    Hold,
}

/// <summary>One text frame: <c>{Type} {HSID} {ServerID}</c>, one space between.</summary>
internal readonly record struct BrowserMessage(BrowserVerb Verb, Hsid Session, ServerId Server)
{
    /// <summary>The largest frame taken, in bytes.</summary>
    public const int MaxFrameSize = 1024;

    // PROVOKE and REGISTER are the longest types.
    private const int MaxSize = 8 + 1 + Hsid.TextLength + 1 + 24;

    /// <summary>Reads a frame; <see langword="false"/> for PING, for types of other versions and for malformed ids, which are all ignored alike.</summary>
    public static bool TryParse(ReadOnlySpan<byte> frame, out BrowserMessage message)
    {
        message = default;
        if (frame.Length > MaxSize)
        {
            return false;
        }

        Span<char> text = stackalloc char[MaxSize];
        text = text[..Encoding.UTF8.GetChars(frame, text)];
        Span<Range> parts = stackalloc Range[4];
        if (((ReadOnlySpan<char>)text).Split(parts, ' ') != 3
            || VerbOf(text[parts[0]]) is not { } verb
            || !Hsid.TryParse(text[parts[1]], out var session)
            || !ServerId.TryParse(text[parts[2]], out var server))
        {
            return false;
        }

        message = new(verb, session, server);
        return true;
    }

    /// <summary>Makes a frame.</summary>
    public static byte[] Write(string type, Hsid session, ServerId server, string? extra) =>
        Encoding.UTF8.GetBytes(extra is null ? $"{type} {session} {server}" : $"{type} {session} {server} {extra}");

    private static BrowserVerb? VerbOf(ReadOnlySpan<char> type) => type switch
    {
        "REGISTER" => BrowserVerb.Register,
        "PROVOKE" => BrowserVerb.Provoke,
        "LOGOUT" => BrowserVerb.Logout,
        "QR" => BrowserVerb.Code,
        "HOLD" => BrowserVerb.Hold,
        _ => null,
    };
}
