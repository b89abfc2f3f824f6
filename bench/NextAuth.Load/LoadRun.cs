using System.Diagnostics;
using NextAuth.Load.Machine;
using NextAuth.Load.Measurements;
using NextAuth.Load.Report;
using NextAuth.Load.Servers;
using NextAuth.Protocol;

namespace NextAuth.Load;

/// <summary>One run of the driver: publishes the server, measures what was asked for, reports.</summary>
internal sealed class LoadRun(Arguments arguments, Plan plan, string directory, SpeedReport report)
{
    // A fifth of what a core can do: the rest is for the runtime, which compiles what it finds to be hot.
    private const int WarmUpRate = 100;

    private readonly LoginTally _tally = new();

    /// <summary>Measures.</summary>
    /// <returns>Whether every login was told to its browser.</returns>
    public async Task<bool> MeasureAsync(CancellationToken cancellationToken)
    {
        if (arguments.Includes("browsers"))
        {
            // Before this process is pinned: browsers and servers share all cores.
            Say("browsers");
            await MeasureBrowsersAsync(cancellationToken);
        }

        if (arguments.Command == "browsers")
        {
            return true;
        }

        Say("publishing the server");
        var program = arguments.Server ?? await PublishedServer.PublishAsync(Path.Combine(directory, "server"), cancellationToken);
        Cores.PinDriver();

        if (arguments.Includes("start"))
        {
            Say("starts");
            await new StartTime(plan, program, directory, report).RunAsync(cancellationToken);
        }

        // A server of its own: a heap that has grown under load would have room for the sockets already. Started first, because what runs once a second is compiled
        // for good only after a minute.
        var started = Stopwatch.GetTimestamp();
        await using var idle = arguments.Includes("idle") ? await Installation.CreateAsync(program, Path.Combine(directory, "idle"), accounts: 1, cancellationToken) : null;

        await MeasureLoadedAsync(program, cancellationToken);

        if (idle is not null)
        {
            Say("idle WebSockets");
            var young = plan.IdleAge - Stopwatch.GetElapsedTime(started);
            await Task.Delay(young > TimeSpan.Zero ? young : TimeSpan.Zero, TimeProvider.System, cancellationToken);
            await new IdleSockets(plan, idle, report).RunAsync(cancellationToken);
        }

        if (arguments.Includes("lists"))
        {
            await MeasureListsAsync(program, cancellationToken);
        }

        return _tally.Missed == 0;
    }

    private static void Say(string what) => Console.Error.WriteLine($"… {what}");

    // Together with everything else they are no reason to fail where there is none.
    private async Task MeasureBrowsersAsync(CancellationToken cancellationToken)
    {
        if (arguments.Command == "browsers" || BrowserSpeed.Missing is null)
        {
            await new BrowserSpeed(directory, report).RunAsync(arguments.Command == "browsers" ? Plan.AllPushLogins : plan.PushLogins, cancellationToken);
        }
        else
        {
            report.Note(BrowserSpeed.Missing);
        }
    }

    private async Task MeasureListsAsync(string program, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(directory, "lists");
        string key;
        ServerId server;
        await using (var empty = await Installation.CreateAsync(program, folder, accounts: 0, cancellationToken))
        {
            (key, server) = (empty.Process.ApiKey, empty.Server);
        }

        LargeServer.Fill(ServerSettings.DatabaseIn(folder), server, static (step, of) => Say($"making a million users, step {step} of {of}"));
        await using var process = await ServerProcess.StartAsync(program, folder, key, cancellationToken);
        Say("lists");
        using var lists = new ListSpeed(process, server, report);
        await lists.RunAsync(cancellationToken);
        Say("attribute updates");
        await new AttributeSpeed(process, server, folder, report).RunAsync(cancellationToken);
    }

    private async Task MeasureLoadedAsync(string program, CancellationToken cancellationToken)
    {
        if (!arguments.Includes("sessions") && !arguments.Includes("logins") && !arguments.Includes("latency"))
        {
            return;
        }

        Say($"enrolling {plan.Accounts} accounts");
        await using var installation = await Installation.CreateAsync(program, Path.Combine(directory, "loaded"), plan.Accounts, cancellationToken);
        Say("warming up");
        _tally.Add(await PacedLogins.RunAsync(installation, WarmUpRate, plan.WarmUp, cancellationToken));

        if (arguments.Includes("sessions"))
        {
            Say("getSession");
            await new SessionSpeed(plan, installation, directory, report).RunAsync(cancellationToken);
            Say("getHtmlLogin");
            new HtmlSpeed(plan, installation, report).Run(cancellationToken);
        }

        if (arguments.Includes("logins"))
        {
            Say("logins at full speed");
            await new LoginSpeed(plan, installation, _tally, report).RunAsync(cancellationToken);
        }

        if (arguments.Includes("latency"))
        {
            Say("logins at a steady rate");
            await new LoginLatency(plan, installation, _tally, report).RunAsync(cancellationToken);
        }

        if (_tally.Count > 0)
        {
            report.Add(new($"logins missed by their page, of {_tally.Count:N0}", $"{_tally.Missed}", "", "", "0 of 10,000", _tally.Missed == 0));
            report.Note(
                "Missed: at 50 a second 10,000 logins would take over three minutes, so those at full speed count too: every login of this run, " +
                "each given 10 s to reach its page.");
        }
    }
}
