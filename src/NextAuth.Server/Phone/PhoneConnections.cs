using System.Collections.Concurrent;
using System.Net.WebSockets;
using Microsoft.Extensions.Options;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Jobs;
using NextAuth.Server.Sockets;

namespace NextAuth.Server.Phone;

/// <summary>All phones connected to this node, and the one sweeper of those that take too long.</summary>
internal sealed class PhoneConnections(IOptions<PhoneOptions> options) : IJob
{
    private static readonly TimeSpan MaxStuck = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<PhoneConnection, byte> _open = new();

    public string Name => "phone connections";

    public TimeSpan Interval => TimeSpan.FromMilliseconds(500);

    public int Count => _open.Count;

    /// <summary>Whether a proof has arrived that is not answered yet.</summary>
    public bool IsAnyProving => _open.Any(static open => open.Key.Stage is PhoneStage.Proving);

    public void Add(PhoneConnection connection) => _open.TryAdd(connection, 0);

    public void Remove(PhoneConnection connection) => _open.TryRemove(connection, out _);

    public Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var (connection, _) in _open)
        {
            if (connection.Outbox.IsStuck(MaxStuck))
            {
                connection.Outbox.Abort();
                continue;
            }

            // The step to Ended decides against an M3 that arrives at this moment.
            var stage = connection.Stage;
            if (IsLate(stage, connection.Age) && connection.TryAdvance(stage, PhoneStage.Ended))
            {
                connection.Refuse(AlertCode.TimedOut, WebSocketCloseStatus.PolicyViolation);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Asks all phones to connect again, but those whose proof has arrived: they are answered first.</summary>
    public void CloseAll()
    {
        foreach (var (connection, _) in _open)
        {
            var stage = connection.Stage;
            if (stage is not PhoneStage.Proving && connection.TryAdvance(stage, PhoneStage.Ended))
            {
                connection.Close(Outbox.ServiceRestart);
            }
        }
    }

    /// <summary>Cuts those that are still there.</summary>
    public void AbortAll()
    {
        foreach (var (connection, _) in _open)
        {
            connection.Outbox.Abort();
        }
    }

    private bool IsLate(PhoneStage stage, TimeSpan age) => stage switch
    {
        PhoneStage.Silent => age > options.Value.FirstMessageTimeout,
        PhoneStage.Deciding => age > options.Value.HandshakeTimeout,
        _ => false,
    };
}
