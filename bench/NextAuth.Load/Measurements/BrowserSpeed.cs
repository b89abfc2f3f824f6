using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using NextAuth.Load.Report;
using NextAuth.Load.Servers;

namespace NextAuth.Load.Measurements;

/// <summary>What a person waits for, in Chromium: <c>tests/browser/speed</c> measures it on the shop as it ships and writes it down.</summary>
internal sealed class BrowserSpeed(string directory, SpeedReport report)
{
    private static string Tests => Path.Combine(PublishedServer.Root(), "tests", "browser");

    // Without windows where there is that, as in tests/browser: here nobody sees them, and they take most of the time of a machine with few cores.
    private static string Chromium => Environment.GetEnvironmentVariable("CHROMIUM_SHELL") ?? Environment.GetEnvironmentVariable("CHROMIUM")
        ?? Array.Find(["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"], File.Exists) ?? "/usr/bin/chromium";

    /// <summary>Gets what there is to install before browsers can be measured; <see langword="null"/>: all is there.</summary>
    public static string? Missing => File.Exists(Chromium) && Directory.Exists(Path.Combine(Tests, "node_modules"))
        ? null
        : "Browsers: not measured. They need Chromium (apt install chromium-headless-shell, or its path in CHROMIUM_SHELL) and, once, `npm ci` in tests/browser.";

    /// <summary>Measures.</summary>
    /// <param name="logins">How many logins by push; and how many codes at most.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(int logins, CancellationToken cancellationToken)
    {
        if (Missing is { } missing)
        {
            throw new InvalidOperationException(missing);
        }

        await RunAsync("dotnet", ["build", "samples/Shop", "-c", "Release", "--nologo", "-v", "quiet"], PublishedServer.Root(), [], cancellationToken);
        var file = Path.Combine(directory, "figures.json");
        await RunAsync("npm", ["run", "--silent", "speed"], Tests, new() { ["NEXTAUTH_FIGURES"] = file, ["NEXTAUTH_LOGINS"] = $"{logins}", ["CHROMIUM"] = Chromium, ["CHROMIUM_SHELL"] = Chromium }, cancellationToken);
        if (!File.Exists(file))
        {
            throw new InvalidOperationException("tests/browser/speed has measured nothing.");
        }

        await using var stream = File.OpenRead(file);
        foreach (var (what, times, demanded) in (await JsonSerializer.DeserializeAsync(stream, FiguresJson.Default.ListFigure, cancellationToken))!)
        {
            (string Name, double Measured, double? Most)[] shares = [("p50", times.P50, demanded.P50), ("p99", times.P99, demanded.P99)];
            report.Add(new(
                $"{what}, of {times.Count}", string.Join(", ", shares.Select(share => $"{share.Name} {Figures.Milliseconds(share.Measured)}")), "", "",
                string.Join(", ", shares.Where(share => share.Most is not null).Select(share => $"{share.Name} {Figures.Milliseconds(share.Most!.Value)}")),
                shares.All(static share => share.Most is null) ? null : shares.All(static share => share.Most is not { } most || share.Measured < most)));
        }

        report.Note($"Browsers: headless Chromium ({Path.GetFileName(Chromium)}), the shop and its server on all cores of the machine, a phone that is another Chromium with the web authenticator; nothing cached, but for the logins by push.");
    }

    private static async Task RunAsync(string program, string[] arguments, string folder, Dictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["NEXTAUTH_CONFIGURATION"] = "release";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed:\n{await output}{await errors}");
        }
    }
}

/// <summary>A figure as <c>tests/browser/speed/figures.ts</c> writes it, in milliseconds.</summary>
internal sealed record Figure(string What, FigureTimes Times, FigureBounds Demanded);

internal sealed record FigureTimes(int Count, double P50, double P99, double Max);

/// <summary>The most a figure may be, where something is demanded.</summary>
internal sealed record FigureBounds(double? P50, double? P99);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(List<Figure>))]
internal sealed partial class FiguresJson : JsonSerializerContext;
