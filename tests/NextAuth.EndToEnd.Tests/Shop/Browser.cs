using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.RegularExpressions;

namespace NextAuth.EndToEnd.Tests.Shop;

/// <summary>A browser as far as the shop can tell: cookies, pages, forms, and the WebSocket that a page opens.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly HttpClient _http;

    public Browser(Uri shop)
    {
        Cookies = new();
        _http = new(new HttpClientHandler { CookieContainer = Cookies }) { BaseAddress = shop };
        _http.DefaultRequestHeaders.Add("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    }

    public CookieContainer Cookies { get; }

    /// <summary>The page that is shown.</summary>
    public string Page { get; private set; } = "";

    public string Path { get; private set; } = "";

    public HttpResponseMessage Response { get; private set; } = new();

    /// <summary>The link beside the QR code.</summary>
    public string Link => WebUtility.HtmlDecode(LinkPattern.Match(Page).Groups[1].Value);

    public string Heading => WebUtility.HtmlDecode(HeadingPattern.Match(Page).Groups[1].Value);

    public Task OpenAsync(string path, CancellationToken cancellationToken) => ShowAsync(_http.GetAsync(path, cancellationToken), cancellationToken);

    /// <summary>Sends a form of the page that is shown, with the token that the shop, or the ticket that the login page, put into it.</summary>
    public Task SubmitAsync(string path, CancellationToken cancellationToken, params (string Name, string Value)[] fields)
    {
        var all = fields.Append(("__RequestVerificationToken", TokenPattern.Match(Page).Groups[1].Value)).Append(("ticket", TicketPattern.Match(Page).Groups[1].Value)).ToDictionary();
        return ShowAsync(_http.PostAsync(path, new FormUrlEncodedContent(all), cancellationToken), cancellationToken);
    }

    /// <summary>Does what the page's script does: watches the session and moves on when the phone is done.</summary>
    /// <param name="meanwhile">What the person does with the phone.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task FollowAsync(Func<Task> meanwhile, CancellationToken cancellationToken)
    {
        // The phone may act on a page that is shown meanwhile, of the same session.
        var (hsid, server, expected) = (Attribute("hsid"), Attribute("server"), Attribute("expect"));
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new(Attribute("socket")), cancellationToken);
        await socket.SendAsync(Encoding.UTF8.GetBytes($"REGISTER {hsid} {server}"), WebSocketMessageType.Text, true, cancellationToken);
        var acting = meanwhile();
        var buffer = new byte[1024];
        string message;
        do
        {
            var frame = await socket.ReceiveAsync(buffer, cancellationToken).WaitAsync(TimeSpan.FromMinutes(1), cancellationToken);
            message = Encoding.UTF8.GetString(buffer, 0, frame.Count);
        }
        while (message != $"{expected} {hsid} {server}");

        await acting;
        await (Attribute("next") is { Length: > 0 } next ? OpenAsync(next, cancellationToken) : SubmitAsync("/nextauth/done", cancellationToken));
    }

    public void Dispose()
    {
        Response.Dispose();
        _http.Dispose();
    }

    private string Attribute(string name) => WebUtility.HtmlDecode(Regex.Match(Page, $"data-{name}=\"([^\"]*)\"").Groups[1].Value);

    private async Task ShowAsync(Task<HttpResponseMessage> request, CancellationToken cancellationToken)
    {
        Response.Dispose();
        Response = await request;
        Page = await Response.Content.ReadAsStringAsync(cancellationToken);
        Path = Response.RequestMessage!.RequestUri!.PathAndQuery;
    }

    [GeneratedRegex("<code id=\"link\"[^>]*>([^<]+)</code>")]
    private static partial Regex LinkPattern { get; }

    [GeneratedRegex("<h1>([^<]*)</h1>")]
    private static partial Regex HeadingPattern { get; }

    [GeneratedRegex("name=\"ticket\" value=\"([^\"]+)\"")]
    private static partial Regex TicketPattern { get; }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex TokenPattern { get; }
}
