using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using NextAuth.Server.Http;

namespace NextAuth.Server.Servers;

/// <summary>What a server's configuration must look like (REST contract, section 4, validation of Server).</summary>
public static class ServerRules
{
    private const int MaxNameLength = 100;
    private const int MaxPinTimeout = 525_600;
    private const int MaxPingTime = 86_400;
    private const int MaxFlags = 32;
    private const int MaxFlagLength = 64;
    private const int MaxUrlLength = 1000;

    // It stands in every QR code, and a code that grows can't be scanned from a small picture.
    private const int MaxAppUrlLength = 200;

    // What a browser would run or read from disk instead of opening an app.
    private static readonly string[] DangerousSchemes = ["http", "javascript", "data", "vbscript", "file", "blob", "about"];

    /// <summary>Finds the first rule that is broken; names the member and says what would be right. An empty logo, URL or appname takes away what was there.</summary>
    public static string? FindBroken(ServerRequest server) => server switch
    {
        { ServerName: { } name } when !TextRule.IsShowable(name, 1, MaxNameLength) => "serverName must have 1 to 100 characters, no control characters",
        { Logo: { Length: > 0 } logo } when !Picture.IsBase64Picture(logo) => $"logo must be {Picture.Right}",
        { PinTimeout: { } minutes } when !IsIn(minutes, -1, MaxPinTimeout) => Between("pinTimeout", -1, MaxPinTimeout),
        { PinTransTimeout: { } minutes } when !IsIn(minutes, -1, MaxPinTimeout) => Between("pinTransTimeout", -1, MaxPinTimeout),
        { PingTime: { } seconds } when !IsIn(seconds, 0, MaxPingTime) => Between("pingTime", 0, MaxPingTime),
        { ServerFlags: { } flags } when !AreFlags(flags) => $"serverFlags must be at most {MaxFlags} texts of 1 to {MaxFlagLength} characters, no control characters",
        { Appname: { Length: > 0 } name } when !TextRule.IsShowable(name, 1, MaxNameLength) => "appname must have 1 to 100 characters, no control characters",
        { Siteurl: { Length: > 0 } url } when !IsWeb(url, "https", "http") => Url("siteurl", "https"),
        { Wsurl: { Length: > 0 } url } when !IsWeb(url, "https", "http") && !IsWeb(url, "wss", "ws") => Url("wsurl", "wss or https"),
        { Appurl: { Length: > 0 } url } when !IsAppUrl(url) => $"appurl must be an absolute URL with https or a scheme of your app's, at most {MaxAppUrlLength} visible ASCII characters",
        { Appandroid: { Length: > 0 } url } when !IsWeb(url, "https", "http") => Url("appandroid", "https"),
        { Appios: { Length: > 0 } url } when !IsWeb(url, "https", "http") => Url("appios", "https"),
        _ => null,
    };

    private static bool IsIn(int value, int minimum, int maximum) => value >= minimum && value <= maximum;

    // A null gets past the nullable annotation, for it is a type argument here.
    private static bool AreFlags(IReadOnlyList<string> flags) =>
        flags.Count <= MaxFlags && flags.All(flag => flag is not null && TextRule.IsPlain(flag, 1, MaxFlagLength));

    // Without TLS only on this machine, where browsers call it secure too: for trying things out.
    private static bool IsWeb(string text, string secure, string local) =>
        TryRead(text, MaxUrlLength, out var url) && url.Host.Length > 0 && (url.Scheme == secure || (url.Scheme == local && url.IsLoopback));

    private static bool IsAppUrl(string text) =>
        IsWeb(text, "https", "http") ? text.Length <= MaxAppUrlLength : TryRead(text, MaxAppUrlLength, out var url) && !DangerousSchemes.Contains(url.Scheme) && url.Scheme != "https";

    private static bool TryRead(string text, int maximum, [NotNullWhen(true)] out Uri? url)
    {
        url = null;
        return text.Length <= maximum && !text.AsSpan().ContainsAnyExceptInRange('!', '~') && Uri.TryCreate(text, UriKind.Absolute, out url);
    }

    private static string Between(string member, int minimum, int maximum) =>
        string.Create(CultureInfo.InvariantCulture, $"{member} must be from {minimum} to {maximum}");

    private static string Url(string member, string schemes) => $"{member} must be an absolute URL with {schemes}, at most {MaxUrlLength} visible ASCII characters";
}
