using System.Net.Sockets;
using System.Text;

namespace NextAuth.EndToEnd.Tests.Processes;

/// <summary>HTTP written and read by hand, one connection a request: what is sent is what a test wrote, and what came is what it sees. No library adds, follows or corrects anything.</summary>
internal static class PlainHttp
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Sends a request.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="method">The method.</param>
    /// <param name="target">Path and query as they go over the wire.</param>
    /// <param name="headers">All headers but Host and Connection, in their order.</param>
    /// <param name="body">The body as it goes over the wire; a Content-Length is not added.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<PlainAnswer> SendAsync(
        Uri server, string method, string target, IEnumerable<(string Name, string Value)> headers, byte[] body, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        using var connection = new TcpClient();
        await connection.ConnectAsync(server.Host, server.Port, patience.Token);
        var stream = connection.GetStream();

        var head = new StringBuilder($"{method} {target} HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: close\r\n");
        foreach (var (name, value) in headers)
        {
            head.Append($"{name}: {value}\r\n");
        }

        await stream.WriteAsync((byte[])[.. Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), .. body], patience.Token);

        using var received = new MemoryStream();
        await stream.CopyToAsync(received, patience.Token);
        return PlainAnswer.Parse(received.ToArray());
    }
}

/// <summary>An answer, byte by byte.</summary>
internal sealed record PlainAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public static PlainAnswer Parse(byte[] received)
    {
        var end = received.AsSpan().IndexOf("\r\n\r\n"u8);
        Assert.True(end > 0, $"No answer but {Encoding.Latin1.GetString(received)}");
        var lines = Encoding.Latin1.GetString(received, 0, end).Split("\r\n");
        Assert.StartsWith("HTTP/1.1 ", lines[0], StringComparison.Ordinal);
        var headers = lines[1..].Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        return new(int.Parse(lines[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), headers, received[(end + 4)..]);
    }
}
