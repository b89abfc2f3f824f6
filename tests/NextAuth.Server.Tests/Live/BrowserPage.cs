using NextAuth.Protocol;

namespace NextAuth.Server.Tests.Live;

/// <summary>A page's socket that knows one session.</summary>
public sealed class BrowserPage(TestSocket socket, ServerId server, Hsid session) : IDisposable
{
    public TestSocket Socket => socket;

    public static async Task<BrowserPage> OpenAsync(LiveServer live, ServerId server, Hsid session) =>
        new(await TestSocket.ConnectAsync(live, "/ns/websocket"), server, session);

    /// <summary>Opens and registers; the answer to REGISTER has been read.</summary>
    public static async Task<BrowserPage> RegisterAsync(LiveServer live, ServerId server, Hsid session)
    {
        var page = await OpenAsync(live, server, session);
        await page.SendAsync("REGISTER");
        Assert.Equal("LOGOUT", await page.NextAsync());
        return page;
    }

    public Task SendAsync(string type) => socket.SendAsync($"{type} {session} {server}");

    /// <summary>The type of the next message, which must be about this session; with what follows it, when there is more.</summary>
    public async Task<string?> NextAsync()
    {
        var text = await socket.ReceiveTextAsync();
        if (text is null)
        {
            return null;
        }

        var parts = text.Split(' ');
        Assert.Equal(session.ToString(), parts[1]);
        Assert.Equal(server.ToString(), parts[2]);
        return parts.Length == 3 ? parts[0] : $"{parts[0]} {parts[3]}";
    }

    /// <summary>The next LOGIN or LOGOUT, with or without word in between that somebody can be asked.</summary>
    public async Task<string?> NextStateAsync()
    {
        var next = await NextAsync();
        while (next == "CANPROVOKE")
        {
            next = await NextAsync();
        }

        return next;
    }

    /// <summary>Reads until a message of this type.</summary>
    public async Task<string> UntilAsync(string type)
    {
        while (await NextAsync() is { } next)
        {
            if (next.Split(' ')[0] == type)
            {
                return next;
            }
        }

        throw new InvalidOperationException($"Closed before {type}.");
    }

    public void Dispose() => socket.Dispose();
}
