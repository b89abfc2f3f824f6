using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace NextAuth.AspNetCore.Tests.Fixture;

/// <summary>A browser as far as the application can tell: cookies, pages, forms. It follows a redirect only when told.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly HttpClient _http;

    /// <param name="application">The site.</param>
    /// <param name="address">The browser's own; only Linux has more than one on loopback.</param>
    public Browser(Uri application, IPAddress? address = null)
    {
        var sockets = new SocketsHttpHandler { CookieContainer = Cookies, AllowAutoRedirect = false };
        if (address is not null)
        {
            sockets.ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(address, 0));
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            };
        }

        _http = new(sockets) { BaseAddress = application };
        Url = application;
    }

    public Uri Url { get; }

    public CookieContainer Cookies { get; } = new();

    public HttpStatusCode Status { get; private set; }

    public HttpResponseMessage Response { get; private set; } = new();

    /// <summary>What is shown.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Where the answer sends the browser; <see langword="null"/>: nowhere.</summary>
    public string? Location => Response.Headers.Location?.OriginalString;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public string? Cookie(string name) => Cookies.GetCookies(Url)[name]?.Value;

    public void SetCookie(string name, string value) => Cookies.Add(Url, new Cookie(name, value, "/"));

    public Task OpenAsync(string path, string accept = "text/html", params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, accept, headers);

    public Task HeadAsync(string path) => SendAsync(HttpMethod.Head, path, null, "text/html", []);

    /// <summary>Opens the login page in a tab.</summary>
    public async Task<LoginTab> OpenLoginAsync(string query = "")
    {
        await OpenAsync("/nextauth/login" + query);
        Assert.Equal(HttpStatusCode.OK, Status);
        return new(this, Text);
    }

    /// <summary>Logs in with a phone by the code.</summary>
    public async Task LogInAsync(Phone phone)
    {
        var tab = await OpenLoginAsync();
        await phone.ScanAsync(tab.Link);
        Assert.NotNull((await tab.AskAsync("done")).Next);
    }

    public Task PostAsync(string path, IReadOnlyDictionary<string, string> form, string accept = "text/html", params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(form), accept, headers);

    public void Dispose()
    {
        Response.Dispose();
        _http.Dispose();
    }

    private async Task SendAsync(HttpMethod method, string path, HttpContent? body, string accept, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.TryAddWithoutValidation("User-Agent", "Tests/1.0 <b>");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        Response.Dispose();
        Response = await _http.SendAsync(request, Token);
        (Status, Text) = (Response.StatusCode, await Response.Content.ReadAsStringAsync(Token));
    }
}

/// <summary>A login page that is open in a browser.</summary>
internal sealed partial class LoginTab(Browser browser, string html)
{
    public string Html => html;

    public string Ticket => Find(TicketPattern);

    public string Link => Find(LinkPattern);

    public string Hsid => Attribute("hsid");

    public string Words => Find(WordsPattern);

    public string Digits => Find(DigitsPattern);

    public bool CanPush => html.Contains("id=\"push\"", StringComparison.Ordinal);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Asks as the page's script does.</summary>
    public async Task<ScriptAnswer> AskAsync(string what)
    {
        await browser.PostAsync($"/nextauth/{what}", new Dictionary<string, string> { ["ticket"] = Ticket }, "application/json");
        return JsonSerializer.Deserialize<ScriptAnswer>(browser.Text, JsonSerializerOptions.Web)!;
    }

    /// <summary>Presses a button of a page without script.</summary>
    public async Task<LoginTab> PressAsync(string what)
    {
        await browser.PostAsync($"/nextauth/{what}", new Dictionary<string, string> { ["ticket"] = Ticket });
        return new(browser, browser.Text);
    }

    /// <summary>Does what the script does: watches the session on the address that the page names, and asks when it hears of a login.</summary>
    /// <param name="meanwhile">What happens while it watches.</param>
    public async Task<ScriptAnswer> FollowAsync(Func<Task> meanwhile)
    {
        var (hsid, server) = (Hsid, Attribute("server"));
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new(Attribute("socket")), Token);
        await socket.SendAsync(Encoding.UTF8.GetBytes($"REGISTER {hsid} {server}"), WebSocketMessageType.Text, true, Token);
        var acting = meanwhile();
        var buffer = new byte[1024];
        string message;
        do
        {
            var frame = await socket.ReceiveAsync(buffer, Token).WaitAsync(TimeSpan.FromMinutes(1), Token);
            message = Encoding.UTF8.GetString(buffer, 0, frame.Count);
        }
        while (message != $"LOGIN {hsid} {server}");

        await acting;
        return await AskAsync("done");
    }

    private string Attribute(string name) => WebUtility.HtmlDecode(Regex.Match(html, $"data-{name}=\"([^\"]*)\"").Groups[1].Value);

    private string Find(Regex pattern) => WebUtility.HtmlDecode(pattern.Match(html).Groups[1].Value);

    [GeneratedRegex("name=\"ticket\" value=\"([^\"]+)\"")]
    private static partial Regex TicketPattern { get; }

    [GeneratedRegex("<code id=\"link\"[^>]*>([^<]+)</code>")]
    private static partial Regex LinkPattern { get; }

    [GeneratedRegex("<p id=\"progress\"[^>]*>([^<]*)</p>")]
    private static partial Regex WordsPattern { get; }

    [GeneratedRegex("<output>([^<]*)</output>")]
    private static partial Regex DigitsPattern { get; }
}

internal sealed record ScriptAnswer(string? Next, string? Words, string? Kind, string? Digits, string? Link, string? Picture, string? Hint);
