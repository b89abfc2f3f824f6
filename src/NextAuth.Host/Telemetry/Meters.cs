namespace NextAuth.Host.Telemetry;

/// <summary>Which meters are worth a series: ours, requests and connections, and the runtime.</summary>
internal static class Meters
{
    public const string Prefix = "NextAuth.";

    public static readonly string[] OfPlatform = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    public static bool AreOurs(string meter) => meter.StartsWith(Prefix, StringComparison.Ordinal) || OfPlatform.Contains(meter);
}
