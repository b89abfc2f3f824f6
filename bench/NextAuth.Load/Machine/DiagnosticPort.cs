using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace NextAuth.Load.Machine;

/// <summary>
/// Asks another .NET process for a full garbage collection through its diagnostic port (the runtime's documented IPC protocol), so that memory is
/// measured without garbage and the server needs no endpoint for it.
/// </summary>
internal static class DiagnosticPort
{
    private const int HeaderSize = 20;
    private const byte EventPipe = 0x02;
    private const byte CollectTracing2 = 0x03;

    // GCHeapCollect: subscribing to it makes the runtime collect at once.
    private const ulong HeapCollect = 0x800000;
    private const int Informational = 4;

    public static async Task CollectGarbageAsync(int process, CancellationToken cancellationToken)
    {
        var path = Directory.EnumerateFiles(Path.GetTempPath(), $"dotnet-diagnostic-{process}-*-socket").FirstOrDefault()
            ?? throw new InvalidOperationException("The server has no diagnostic port.");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
        await socket.SendAsync(Request(), cancellationToken);

        // The session's first bytes come when it is set up; closing the connection ends it.
        var answer = new byte[4096];
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        enough.CancelAfter(TimeSpan.FromSeconds(3));
        try
        {
            while (await socket.ReceiveAsync(answer, enough.Token) > 0)
            {
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nothing more to read: the collection is done.
        }
    }

    private static byte[] Request()
    {
        using var body = new MemoryStream();
        using (var writer = new BinaryWriter(body, Encoding.Unicode, leaveOpen: true))
        {
            writer.Write(1); // circular buffer, in MB
            writer.Write(1); // format: nettrace
            writer.Write(false); // no rundown
            writer.Write(1); // providers
            writer.Write(HeapCollect);
            writer.Write(Informational);
            WriteText(writer, "Microsoft-Windows-DotNETRuntime");
            WriteText(writer, "");
        }

        var request = new byte[HeaderSize + body.Length];
        "DOTNET_IPC_V1\0"u8.CopyTo(request);
        BinaryPrimitives.WriteUInt16LittleEndian(request.AsSpan(14), (ushort)request.Length);
        request[16] = EventPipe;
        request[17] = CollectTracing2;
        body.ToArray().CopyTo(request, HeaderSize);
        return request;
    }

    private static void WriteText(BinaryWriter writer, string text)
    {
        writer.Write(text.Length + 1);
        writer.Write(Encoding.Unicode.GetBytes(text + '\0'));
    }
}
