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
    public static async Task<double> MeasureAsync(TimeSpan duration, double driverShare, CancellationToken cancellationToken)
    {
        using var child = ChildMode.Start(Mode, duration.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        try
        {
            // The first line comes when it is warm.
            await child.StandardOutput.ReadLineAsync(cancellationToken);
            using var beside = new SiblingLoad(driverShare);
            var rate = await child.StandardOutput.ReadLineAsync(cancellationToken);
            return double.Parse(rate ?? "", CultureInfo.InvariantCulture);
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
        Console.WriteLine(Repeat(operations, duration).ToString(CultureInfo.InvariantCulture));
    }

    private static double Repeat(ServerOperations operations, TimeSpan duration)
    {
        var started = Stopwatch.GetTimestamp();
        var count = 0;
        do
        {
            operations.Run();
            count++;
        }
        while (Stopwatch.GetElapsedTime(started) < duration);

        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
