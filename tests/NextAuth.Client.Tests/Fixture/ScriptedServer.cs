using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NextAuthApi;

namespace NextAuth.Client.Tests.Fixture;

/// <summary>A server on a real socket that answers what a test says: faults that the real one can't be made to have on demand.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ServiceProvider _services;

    private ScriptedServer(WebApplication app, Action<NextAuthApiOptions>? configure, TimeProvider? time)
    {
        _app = app;
        var address = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        var services = new ServiceCollection();
        if (time is not null)
        {
            services.AddSingleton(time);
        }

        _services = services.AddNextAuthApi(options =>
        {
            options.BaseUrl = new(address + "/below");
            options.ApiKey = "key-of-the-tests";
            configure?.Invoke(options);
        }).BuildServiceProvider(validateScopes: true);
    }

    /// <summary>Answers a call; the number counts the calls from 1.</summary>
    public Func<HttpContext, int, Task> Answer { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Speaks on a WebSocket; <see langword="null"/>: there is none.</summary>
    public Func<WebSocket, int, Task>? Socket { get; set; }

    /// <summary>What arrived: method, path with query, headers, body.</summary>
    public ConcurrentQueue<(string Method, string Target, IHeaderDictionary Headers, string Body)> Calls { get; } = new();

    public ConcurrentQueue<string> Frames { get; } = new();

    public int Sockets { get; private set; }

    public static async Task<ScriptedServer> StartAsync(Action<NextAuthApiOptions>? configure = null, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        ScriptedServer? server = null;
        app.UseWebSockets();
        app.Run(http => server!.HandleAsync(http));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server = new(app, configure, time);
    }

    public static Task ProblemAsync(HttpContext http, int status, string cause, string? retryAfter = null)
    {
        http.Response.StatusCode = status;
        if (retryAfter is not null)
        {
            http.Response.Headers.RetryAfter = retryAfter;
        }

        http.Response.ContentType = "application/problem+json";
        return http.Response.WriteAsync($$"""{"type":"urn:nextauth:problem:{{cause}}","title":"No.","status":{{status}},"detail":"Do better.","traceId":"t1"}""");
    }

    public static Task StatusAsync(HttpContext http, bool loggedIn, long account = 42)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(
            loggedIn
                ? $$"""{"loggedin":true,"canprovoke":true,"hsid":"H","loginqrdata":"AA==","userid":"alice","accountid":{{account}},"pk":"AA=="}"""
                : """{"loggedin":false,"canprovoke":false,"hsid":"H","loginqrdata":"AA=="}""");
    }

    public static Task SendAsync(WebSocket socket, string frame) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);

    public T Get<T>()
        where T : notnull =>
        _services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _app.DisposeAsync();
    }

    /// <summary>Reads frames until the client leaves.</summary>
    public async Task ReadAsync(WebSocket socket)
    {
        var buffer = new byte[1024];
        try
        {
            while (await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken) is { MessageType: WebSocketMessageType.Text } frame)
            {
                Frames.Enqueue(Encoding.UTF8.GetString(buffer, 0, frame.Count));
            }
        }
        catch (WebSocketException)
        {
            // It left without a word.
        }
    }

    private async Task HandleAsync(HttpContext http)
    {
        if (http.WebSockets.IsWebSocketRequest)
        {
            Sockets++;
            if (Socket is null)
            {
                http.Response.StatusCode = 404;
                return;
            }

            using var socket = await http.WebSockets.AcceptWebSocketAsync();
            await Socket(socket, Sockets);
            return;
        }

        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync();
        Calls.Enqueue((http.Request.Method, http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, new HeaderDictionary(http.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase)), body));
        await Answer(http, Calls.Count);
    }
}
