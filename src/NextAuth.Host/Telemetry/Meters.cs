namespace NextAuth.Host.Telemetry;

/// <summary>
/// Which meters are worth a series: ours, connections, and the runtime. Not ASP.NET Core's request histogram: recording it costs a tenth of a status call, and ours counts
/// and times the same calls. Where a collector is named, it gets that histogram as well.
/// </summary>
internal static class Meters
{
    public const string Prefix = "NextAuth.";

    public static readonly string[] OfPlatform = ["Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    public static bool AreOurs(string meter) => meter.StartsWith(Prefix, StringComparison.Ordinal) || OfPlatform.Contains(meter);
}
