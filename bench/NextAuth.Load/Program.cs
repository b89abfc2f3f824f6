using System.Globalization;
using System.Net.Sockets;
using NextAuth.Load;
using NextAuth.Load.Floors;
using NextAuth.Load.Measurements;
using NextAuth.Load.Report;

switch (args)
{
    case [FloorServer.Mode, var address, var apiKey, var file]:
        await FloorServer.RunAsync(address, apiKey, file);
        return 0;
    case [CryptoFloor.Mode, var seconds]:
        CryptoFloor.Run(TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)));
        return 0;
    case ["--help" or "-h"]:
        Console.WriteLine(Arguments.Usage);
        return 0;
}

if (!Arguments.TryParse(args, out var arguments) || !OperatingSystem.IsLinux())
{
    Console.Error.WriteLine(OperatingSystem.IsLinux() ? Arguments.Usage : "The driver pins cores and reads /proc: it runs on Linux only.");
    return 2;
}

if (arguments.Command == "browsers" && BrowserSpeed.Missing is { } missing)
{
    Console.Error.WriteLine(missing);
    return 2;
}

// Nothing measures for so long: something hangs.
using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(arguments.Command == "browsers" ? 45 : 15));
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    limit.Cancel();
};

var directory = Directory.CreateTempSubdirectory("nextauth-load-");
var report = new SpeedReport(TimeProvider.System);
var plan = arguments.Command == "quick" ? Plan.Quick : Plan.Full;
try
{
    var right = await new LoadRun(arguments, plan, directory.FullName, report).MeasureAsync(limit.Token);
    var markdown = report.ToMarkdown($"NextAuth.Load {arguments.Command}");
    Console.WriteLine(markdown);
    if (arguments.Output is not null)
    {
        await File.WriteAllTextAsync(arguments.Output, markdown, CancellationToken.None);
    }

    return right ? 0 : 1;
}
catch (WrongAnswerException wrong)
{
    Console.Error.WriteLine($"Wrong: {wrong.Message}");
    return 1;
}
catch (Exception broken) when (broken is IOException or SocketException)
{
    Console.Error.WriteLine($"Wrong: a connection broke: {broken.Message}");
    return 1;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Stopped before the end.");
    return 1;
}
finally
{
    directory.Delete(recursive: true);
}
