using System.Collections.Concurrent;
using System.Text;
using NextAuth.Load.Machine;
using NextAuth.Load.Net;
using NextAuth.Load.Report;
using NextAuth.Load.Servers;
using NextAuth.Protocol;

namespace NextAuth.Load.Measurements;

/// <summary>What an idle browser costs: memory of the server's process and processor time, with one session registered on each socket.</summary>
internal sealed class IdleSockets(Plan plan, Installation installation, SpeedReport report)
{
    private const double DemandedMemory = 16_000;
    private const double DemandedShare = 0.02;
    private const int ConnectsAtOnce = 64;
    private const int WarmUp = 1_000;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Dispose(await OpenAsync(WarmUp, cancellationToken));
        var before = await MemoryAsync(cancellationToken);

        var sockets = await OpenAsync(plan.IdleSockets, cancellationToken);
        var grown = await MemoryAsync(cancellationToken) - before;
        var used = installation.Process.ProcessorTime();
        await Task.Delay(plan.IdleTime, TimeProvider.System, cancellationToken);
        var share = (installation.Process.ProcessorTime() - used) / plan.IdleTime;

        // Still open, all of them: each answers once more.
        await ForEachAsync(sockets, RegisterAsync, cancellationToken);
        Dispose(sockets);

        var (resident, own) = ((double)grown.Resident / plan.IdleSockets, (double)grown.Private / plan.IdleSockets);
        report.Add(new(
            $"idle browser WebSocket, {plan.IdleSockets:N0} open: memory",
            $"{Figures.Kilobytes(resident)} each (private {Figures.Kilobytes(own)})",
            "",
            "",
            "16 kB",
            resident <= DemandedMemory));
        report.Add(new($"the same: share of a core over {plan.IdleTime.TotalSeconds} s", Figures.Percent(share), "", "", "2 %", share < DemandedShare));
        report.Note(
            "Idle WebSockets: no TLS, one session registered on each; growth of the process (resident and private, /proc/PID/smaps_rollup) between two garbage collections " +
            "asked for through the runtime's diagnostic port; afterwards every socket still answered.");
    }

    private async Task<ProcessMemory> MemoryAsync(CancellationToken cancellationToken)
    {
        await DiagnosticPort.CollectGarbageAsync(installation.Process.Id, cancellationToken);
        await Task.Delay(plan.Settle, TimeProvider.System, cancellationToken);
        return installation.Process.Memory();
    }

    private async Task<IReadOnlyCollection<WebSocketConnection>> OpenAsync(int count, CancellationToken cancellationToken)
    {
        var sockets = new ConcurrentBag<WebSocketConnection>();
        await ForEachAsync(
            Enumerable.Range(0, count),
            async (_, stop) =>
            {
                var socket = await WebSocketConnection.ConnectAsync(installation.Process.Address, Sockets.NextAddress(), "/ns/websocket", null, stop);
                sockets.Add(socket);
                await RegisterAsync(socket, stop);
            },
            cancellationToken);
        return sockets;
    }

    private async ValueTask RegisterAsync(WebSocketConnection socket, CancellationToken cancellationToken)
    {
        var session = Hsid.Derive(installation.Server, Installation.NewNonce("idle"));
        await socket.SendAsync(Opcode.Text, Encoding.ASCII.GetBytes($"REGISTER {session} {installation.Server}"), cancellationToken);
        var (_, answer) = await socket.ReceiveAsync(cancellationToken);
        if (!answer.Span.SequenceEqual(Encoding.ASCII.GetBytes($"LOGOUT {session} {installation.Server}")))
        {
            throw new WrongAnswerException("REGISTER was not answered by LOGOUT.");
        }
    }

    private static Task ForEachAsync<T>(IEnumerable<T> items, Func<T, CancellationToken, ValueTask> body, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = ConnectsAtOnce, CancellationToken = cancellationToken }, body);

    private static void Dispose(IEnumerable<WebSocketConnection> sockets)
    {
        foreach (var socket in sockets)
        {
            socket.Dispose();
        }
    }
}
