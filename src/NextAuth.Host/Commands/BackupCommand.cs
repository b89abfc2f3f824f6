using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using NextAuth.Host.Lifetime;
using NextAuth.Host.Settings;
using NextAuth.Server;
using NextAuth.Server.Sql.Maintenance;

namespace NextAuth.Host.Commands;

/// <summary><c>backup</c>: a copy of the database, while the server runs.</summary>
internal static class BackupCommand
{
    public static Command Make(CommandCall call)
    {
        var file = new Argument<string>("FILE") { Description = "The copy. Never overwritten, and there only when it is whole." };
        var json = CommonArguments.Json();
        var command = new Command(
            "backup",
            """
            Copy the database into one file, as it is at one moment; the server may go on. The master key is not in it: back up master.key once, elsewhere.

            Example: nextauth backup /var/backups/nextauth-2027-03-01.db
            """)
        {
            file, json,
        };
        command.SetAction((arguments, _) => RunAsync(call, arguments.GetValue(file)!, arguments.GetValue(json)));
        return command;
    }

    // Also of a database of an earlier or later version: before an upgrade is when a backup is made.
    private static Task<int> RunAsync(CommandCall call, string file, bool json) => Installation.OpenAsync(call, (_, settings) =>
    {
        var shown = OneLine.Of(file);
        if (file.Length == 0 || file.Contains('\0', StringComparison.Ordinal) || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file))))
        {
            return Task.FromResult(call.Refuse($"{shown}: must be a new file in a folder that is there"));
        }

        var target = Path.GetFullPath(file);
        using var interrupt = new CancellationTokenSource();
        using var sigint = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupted);
        using var sigterm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupted);
        try
        {
            return Task.FromResult(DatabaseBackup.Run(settings.Database, target, interrupt.Token) switch
            {
                BackupResult.Exists => call.Fail($"{shown}: is there already and was not touched; give another name, or move it away"),
                BackupResult.Damaged => call.Fail("the database is damaged, and so was its copy, which is not kept; 'nextauth check' says more"),
                _ => Done(call, target, json),
            });
        }
        catch (OperationCanceledException)
        {
            return Task.FromResult(call.Fail("interrupted: there is no backup"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or StorageUnavailableException)
        {
            return Task.FromResult(call.Fail($"{shown}: {OneLine.Of(error.Message)}; there is no backup"));
        }

        void Interrupted(PosixSignalContext context)
        {
            // The second time, the person means it.
            context.Cancel = !interrupt.IsCancellationRequested;
            interrupt.Cancel();
        }
    });

    private static int Done(CommandCall call, string target, bool json)
    {
        var size = new FileInfo(target).Length;
        call.Line(json
            ? JsonSerializer.Serialize(new(target, size), CommandJson.Default.BackupAnswer)
            : string.Create(CultureInfo.InvariantCulture, $"Backup: {OneLine.Of(target, int.MaxValue)}, {size} bytes, checked. Whoever restores it needs the master key, which is not in it."));
        return ExitCodes.Done;
    }
}
