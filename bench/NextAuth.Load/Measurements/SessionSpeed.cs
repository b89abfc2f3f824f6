using System.Net;
using System.Text.Json;
using NextAuth.Load.Floors;
using NextAuth.Load.Net;
using NextAuth.Load.Report;
using NextAuth.Load.Servers;

namespace NextAuth.Load.Measurements;

/// <summary>getSession requests a second, against a bare endpoint that answers the same.</summary>
internal sealed class SessionSpeed(Plan plan, Installation installation, string directory, SpeedReport report)
{
    private const double Demanded = 0.5;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Half of the sessions are logged in, half are not: what pages ask that wait, and what pages ask that are being used.
        string[] nonces =
        [
            .. installation.Accounts.SelectMany(account => (string[])[account.Nonce, Installation.NewNonce("waiting")]),
        ];
        var answers = await ReadAnswersAsync(nonces, cancellationToken);
        byte[][] requests = [.. nonces.Select(installation.Requests.GetSession)];

        await using var floor = await FloorServer.StartAsync(directory, installation.Process.ApiKey, answers, cancellationToken);
        using var server = new SaturatingClient(installation.Process.Address, requests, plan.SessionConnections);
        using var bare = new SaturatingClient(floor.Address, requests, plan.SessionConnections);
        var expected = await ReadShapesAsync(installation.Process.Address, nonces, cancellationToken);
        var expectedOfFloor = await ReadShapesAsync(floor.Address, nonces, cancellationToken);
        bool IsRight(int request, ReadOnlySpan<byte> body) => expected[request].Fits(body);
        bool IsFloor(int request, ReadOnlySpan<byte> body) => expectedOfFloor[request].Fits(body);

        // The server is warm; long enough for the runtime to have compiled the floor for good, which is little.
        bare.Run(plan.SessionRound * 3, IsFloor, cancellationToken);
        server.Run(plan.SessionRound, IsRight, cancellationToken);

        var (measured, floors, busy) = (new List<Speed>(), new List<Speed>(), new List<double>());
        for (var round = 0; round < plan.Rounds; round++)
        {
            var (used, usedByFloor) = (installation.Process.ProcessorTime(), floor.ProcessorTime());
            var run = server.Run(plan.SessionRound, IsRight, cancellationToken);
            used = installation.Process.ProcessorTime() - used;
            measured.Add(new(run.PerSecond, run.Requests / used.TotalSeconds));
            busy.Add(used / run.Elapsed);

            run = bare.Run(plan.SessionRound, IsFloor, cancellationToken);
            floors.Add(new(run.PerSecond, run.Requests / (floor.ProcessorTime() - usedByFloor).TotalSeconds));
        }

        var (speed, bareSpeed) = (Figures.Median(measured), Figures.Median(floors));
        var ratio = speed.PerSecond / bareSpeed.PerSecond;
        report.Add(new("getSession", Figures.Rate(speed.PerSecond), Figures.Rate(bareSpeed.PerSecond), Figures.Ratio(ratio), "0.50", ratio >= Demanded));
        report.Note(
            $"getSession: {plan.SessionConnections} keep-alive connections, {nonces.Length} sessions of which half are logged in, every answer checked; medians of " +
            $"{plan.Rounds} rounds of {plan.SessionRound.TotalSeconds} s each, server and bare endpoint by turns on the same core. {Figures.ByProcessor(speed, bareSpeed)} " +
            $"Server busy {Figures.Percent(Figures.Median(busy))}.");
    }

    private async Task<Dictionary<string, LoginStatus>> ReadAnswersAsync(string[] nonces, CancellationToken cancellationToken)
    {
        var answers = new Dictionary<string, LoginStatus>(StringComparer.Ordinal);
        await ReadAsync(
            installation.Process.Address,
            nonces,
            (nonce, body) => answers[nonce] = JsonSerializer.Deserialize(body.Span, RestJson.Default.LoginStatus)!,
            cancellationToken);
        foreach (var account in installation.Accounts)
        {
            if (answers[account.Nonce] is not { Loggedin: true, Accountid: { } id } || id != account.Id)
            {
                throw new WrongAnswerException("An enrolled session is not logged in with its account.");
            }
        }

        return answers;
    }

    private async Task<AnswerShape[]> ReadShapesAsync(IPEndPoint server, string[] nonces, CancellationToken cancellationToken)
    {
        var shapes = new List<AnswerShape>(nonces.Length);
        await ReadAsync(server, nonces, (_, body) => shapes.Add(AnswerShape.Of(body.Span)), cancellationToken);
        return [.. shapes];
    }

    private async Task ReadAsync(IPEndPoint server, string[] nonces, Action<string, ReadOnlyMemory<byte>> take, CancellationToken cancellationToken)
    {
        using var rest = await HttpConnection.ConnectAsync(server, cancellationToken);
        foreach (var nonce in nonces)
        {
            var (status, body) = await rest.SendAsync(installation.Requests.GetSession(nonce), cancellationToken);
            if (status != 200)
            {
                throw new WrongAnswerException($"getSession was answered {status}.");
            }

            take(nonce, body);
        }
    }
}
