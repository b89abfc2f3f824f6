using Microsoft.AspNetCore.Http;

namespace NextAuthApi.AspNetCore.Pages;

/// <summary>What the phone shows of a browser, for its owner to recognize or refuse it.</summary>
internal static class BrowserDescription
{
    private const int MaxAgentLength = 300;

    public static UserContext Of(HttpContext http, string? site)
    {
        var agent = Printable(http.Request.Headers.UserAgent.ToString());
        SessionInfo Info(string purpose) => new()
        {
            Info = site is null ? new Dictionary<string, string> { ["Purpose"] = purpose } : new Dictionary<string, string> { ["Site"] = site, ["Purpose"] = purpose },

            // Behind a proxy this is the proxy's address, unless ForwardedHeaders is set up for it.
            Ip = http.Connection.RemoteIpAddress?.ToString(),
            Useragent = agent.Length > MaxAgentLength ? agent[..MaxAgentLength] : agent,
        };
        return new() { Announceinfo = Info("Log in"), Sessioninfo = Info("Logged in") };
    }

    // A header is whatever somebody sends, and the phone shows this one while its owner decides.
    private static string Printable(string text) => string.Concat(text.Where(static character => character is >= ' ' and <= '~'));
}
