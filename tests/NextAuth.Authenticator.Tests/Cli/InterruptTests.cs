using System.Diagnostics;
using System.Globalization;
using NextAuth.Authenticator.Tests.Scripted;
using NextAuth.Protocol.Messages;

namespace NextAuth.Authenticator.Tests.Cli;

/// <summary>Ctrl-C as the operating system delivers it, to a process of its own.</summary>
public sealed class InterruptTests
{
    [Fact]
    public async Task Interrupting_the_process_at_the_question_sends_the_decline()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send.");
        await using var server = await ScriptedServer.StartAsync();
        using var phone = new CommandLine();
        server.Next(async connection =>
        {
            await connection.RespondEnrolAsync();
            await connection.AcceptEnrolAsync();
            await connection.SendAsync(new EnrolResult { Outcome = EnrolOutcome.Enrolled, AccountId = 42 });
        });
        Assert.Equal(0, await phone.RunAsync("scan", server.EnrolLink, "--yes"));
        server.Next(async connection =>
        {
            await connection.RespondLoginAsync();
            Assert.Equal(LoginDecision.Decline, (await connection.AcceptLoginAsync()).Decision);
            await connection.SendAsync(new LoginResult { Outcome = LoginOutcome.Declined });
        });

        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "nextauth-phone.dll"), "scan", server.LoginLink, "--store", phone.Directory, "--insecure-store"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Phone.Token);
        timeout.CancelAfter(TimeSpan.FromSeconds(60));
        try
        {
            await ReadUntilAsync(process.StandardOutput, "it wasn't me] ", timeout.Token);
            using var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync(timeout.Token);
        }
        finally
        {
            process.Kill();
        }

        Assert.Equal(1, process.ExitCode);
        Assert.Equal("Declined.", (await process.StandardError.ReadToEndAsync(timeout.Token)).Trim());
        await server.FinishedAsync();
    }

    private static async Task ReadUntilAsync(StreamReader reader, string end, CancellationToken cancellationToken)
    {
        var seen = "";
        var next = new char[256];
        while (!seen.EndsWith(end, StringComparison.Ordinal))
        {
            var size = await reader.ReadAsync(next.AsMemory(), cancellationToken);
            Assert.True(size > 0, seen);
            seen += new string(next, 0, size);
        }
    }
}
