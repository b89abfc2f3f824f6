using System.Diagnostics;
using System.Net;
using System.Text.Json;
using NextAuth.Load.Net;
using NextAuth.Load.Servers;

namespace NextAuth.Load.Floors;

/// <summary>
/// The floor of getSession: a bare minimal-API endpoint that checks a header, looks up a dictionary and writes the same JSON by the same source generator.
/// </summary>
internal sealed class FloorServer : IAsyncDisposable
{
    public const string Mode = "floor-server";

    private readonly Process _process;
    private readonly string _file;

    private FloorServer(Process process, string file, IPEndPoint address) => (_process, _file, Address) = (process, file, address);

    public IPEndPoint Address { get; }

    /// <summary>Gets the processor time it has used.</summary>
    public TimeSpan ProcessorTime()
    {
        _process.Refresh();
        return _process.TotalProcessorTime;
    }

    /// <summary>Starts it as a process of its own, on the server's core.</summary>
    /// <param name="directory">Where the answers are handed over.</param>
    /// <param name="apiKey">The only key it lets in.</param>
    /// <param name="answers">What it answers, by nonce.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<FloorServer> StartAsync(
        string directory, string apiKey, Dictionary<string, LoginStatus> answers, CancellationToken cancellationToken)
    {
        var file = Path.Combine(directory, "floor.json");
        await File.WriteAllBytesAsync(file, JsonSerializer.SerializeToUtf8Bytes(answers, RestJson.Default.DictionaryStringLoginStatus), cancellationToken);
        var address = new IPEndPoint(IPAddress.Loopback, Sockets.FreePort());
        var floor = new FloorServer(ChildMode.Start(Mode, address.ToString(), apiKey, file), file, address);
        if (await floor._process.StandardOutput.ReadLineAsync(cancellationToken) != Mode)
        {
            await floor.DisposeAsync();
            throw new InvalidOperationException("The floor server did not start.");
        }

        return floor;
    }

    /// <summary>Runs it: what the child process does.</summary>
    public static async Task RunAsync(string address, string apiKey, string file)
    {
        var answers = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(file), RestJson.Default.DictionaryStringLoginStatus)!;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://{address}");
        var app = builder.Build();
        app.MapGet("/servers/{serverid}/sessions/", IResult (string serverid, HttpContext http) =>
        {
            var headers = http.Request.Headers;
            if (headers["X-apikey"] != apiKey)
            {
                return TypedResults.Unauthorized();
            }

            return headers["X-nonce"] is [{ } nonce] && answers.TryGetValue(nonce, out var status)
                ? TypedResults.Json(status, RestJson.Default.LoginStatus)
                : TypedResults.NotFound(serverid);
        });
        app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine(Mode));
        await app.RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        File.Delete(_file);
    }
}
