using System.Diagnostics;
using System.Globalization;

namespace NextAuth.Load.Floors;

/// <summary>
/// The floor of a login: the cryptographic operations that the server's side of one handshake cannot do without, by the platform alone, one after the other,
/// on the server's core and with the same work going on beside it as during the logins.
/// </summary>
internal static class CryptoFloor
{
    public const string Mode = "floor-crypto";

    /// <summary>Measures it in a process of its own.</summary>
    /// <param name="duration">How long.</param>
    /// <param name="driverShare">How busy the driver's core was during the logins, 0 to 1.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Handshakes a second.</returns>
    public static async Task<Speed> MeasureAsync(TimeSpan duration, double driverShare, CancellationToken cancellationToken)
    {
        using var child = ChildMode.Start(Mode, duration.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        try
        {
            // The first line comes when it is warm.
            await child.StandardOutput.ReadLineAsync(cancellationToken);
            using var beside = new SiblingLoad(driverShare);
            var speed = (await child.StandardOutput.ReadLineAsync(cancellationToken) ?? "").Split(' ');
            return new(double.Parse(speed[0], CultureInfo.InvariantCulture), double.Parse(speed[1], CultureInfo.InvariantCulture));
        }
        finally
        {
            child.Kill();
            await child.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>Measures it here: what the child process does.</summary>
    public static void Run(TimeSpan duration)
    {
        using var operations = new ServerOperations();
        Repeat(operations, TimeSpan.FromSeconds(1));
        Console.WriteLine("warm");
        var speed = Repeat(operations, duration);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{speed.PerSecond} {speed.PerProcessorSecond}"));
    }

    private static Speed Repeat(ServerOperations operations, TimeSpan duration)
    {
        var (started, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var count = 0;
        do
        {
            operations.Run();
            count++;
        }
        while (Stopwatch.GetElapsedTime(started) < duration);

        return new(count / Stopwatch.GetElapsedTime(started).TotalSeconds, count / (Environment.CpuUsage.TotalTime - used).TotalSeconds);
    }
}
