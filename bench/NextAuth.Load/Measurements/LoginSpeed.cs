using System.Collections.Concurrent;
using System.Diagnostics;
using NextAuth.Load.Browsers;
using NextAuth.Load.Floors;
using NextAuth.Load.Net;
using NextAuth.Load.Report;
using NextAuth.Load.Servers;
using NextAuth.Protocol.Crypto;

namespace NextAuth.Load.Measurements;

/// <summary>Full logins a second, against the handshake's cryptographic operations alone.</summary>
internal sealed class LoginSpeed(Plan plan, Installation installation, LoginTally tally, SpeedReport report)
{
    private const double Demanded = 0.5;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await RoundAsync(plan.WarmUpLogins, cancellationToken);
        var rounds = new List<Round>();
        var floors = new List<Speed>();
        for (var i = 0; i < plan.Rounds; i++)
        {
            rounds.Add(await RoundAsync(plan.LoginsInRounds / plan.Rounds, cancellationToken));
            floors.Add(await CryptoFloor.MeasureAsync(plan.CryptoRound, rounds[^1].DriverShare, cancellationToken));
        }

        var alone = await CryptoFloor.MeasureAsync(plan.CryptoRound, 0, cancellationToken);
        var speed = Figures.Median([.. rounds.Select(round => round.Speed)]);
        var measured = speed.PerSecond;
        var floorSpeed = Figures.Median(floors);
        var floor = floorSpeed.PerSecond;
        double[] latencies = [.. rounds.SelectMany(round => round.Latencies).Order()];
        report.Add(new("full logins", Figures.Rate(measured), Figures.Rate(floor), Figures.Ratio(measured / floor), "0.50", measured / floor >= Demanded));
        report.Note(
            $"Full logins: getSession, getQrLogin, REGISTER, the phone's WebSocket and handshake, commit with synchronous=FULL, LOGIN; {plan.LoginsAtOnce} at once by " +
            $"{installation.Accounts.Count} accounts, {BrowserSocket.MaxSessions} sessions a browser socket; medians of {plan.Rounds} rounds. Every login was asked for by getSession " +
            $"afterwards and had the right account. {Figures.ByProcessor(speed, floorSpeed)} Server busy {Figures.Percent(Figures.Median(rounds.Select(round => round.ServerShare)))}, driver " +
            $"{Figures.Percent(Figures.Median(rounds.Select(round => round.DriverShare)))}. Confirmation to LOGIN under this load: p50 " +
            $"{Figures.Milliseconds(Figures.Percentile(latencies, 0.5))}, p99 {Figures.Milliseconds(Figures.Percentile(latencies, 0.99))}.");
        report.Note(
            "Their floor, one after the other on the same core while the driver's core is as busy as during the logins: P-256 ephemeral key generated and exported, the phone's " +
            "key imported, the secret derived, 1 signature and 1 verification with kept keys, HKDF (1 extract, 7 expand), 2 HMAC, 3 AES-256-GCM messages under 4 keys, 7 SHA-256. " +
            $"Beside an idle core it would be {Figures.Rate(alone.PerSecond)} (ratio {Figures.Ratio(measured / alone.PerSecond)}).");
    }

    private async Task<Round> RoundAsync(int count, CancellationToken cancellationToken)
    {
        // Timed is while as many logins are under way as the plan says; the first and the last ones are only checked.
        var ephemeral = new ConcurrentBag<EphemeralKey>(Enumerable.Range(0, count + (2 * plan.LoginsAtOnce)).Select(_ => EphemeralKey.Create()));
        var (logins, timed) = (new ConcurrentBag<Login>(), new ConcurrentBag<Login>());
        await using var browsers = new BrowserPool(installation.Process.Address, installation.Server, BrowserSocket.MaxSessions);
        var flow = new LoginFlow(installation, browsers);
        var (next, done) = (0, 0);
        var (start, end) = (default(Moment), default(Moment));

        using var driver = Process.GetCurrentProcess();
        await Task.WhenAll(Enumerable.Range(0, plan.LoginsAtOnce).Select(async _ =>
        {
            using var rest = await HttpConnection.ConnectAsync(installation.Process.Address, cancellationToken);
            while (ephemeral.TryTake(out var key))
            {
                var account = installation.Accounts[Interlocked.Increment(ref next) % installation.Accounts.Count];
                var login = await flow.RunAsync(rest, account, key, cancellationToken);
                logins.Add(login);
                var number = Interlocked.Increment(ref done) - plan.LoginsAtOnce;
                if (number == 0)
                {
                    start = Now(driver);
                }
                else if (number > 0 && number <= count)
                {
                    timed.Add(login);
                    if (number == count)
                    {
                        end = Now(driver);
                    }
                }
            }
        }));

        await flow.CheckAsync(logins, cancellationToken);
        tally.Add(logins);

        var elapsed = Stopwatch.GetElapsedTime(start.Timestamp, end.Timestamp);
        var used = end.Server - start.Server;
        return new(
            new(count / elapsed.TotalSeconds, count / used.TotalSeconds),
            used / elapsed,
            (end.Driver - start.Driver) / elapsed,
            [.. timed.Where(login => login.Latency is not null).Select(login => login.Latency!.Value.TotalMilliseconds)]);
    }

    private Moment Now(Process driver)
    {
        driver.Refresh();
        return new(Stopwatch.GetTimestamp(), driver.TotalProcessorTime, installation.Process.ProcessorTime());
    }

    private sealed record Round(Speed Speed, double ServerShare, double DriverShare, double[] Latencies);

    private readonly record struct Moment(long Timestamp, TimeSpan Driver, TimeSpan Server);
}
