using System.Net;

namespace NextAuth.Load.Servers;

/// <summary>The settings a run needs. Everything else is as shipped: SQLite with <c>synchronous=FULL</c>, all limits, the log at its usual level.
/// What stops it quickly is no part of a measurement, and a few accounts log in more often here than persons would.</summary>
internal static class ServerSettings
{
    /// <summary>Where a server keeps its database.</summary>
    public static string DatabaseIn(string directory) => Path.Combine(directory, "nextauth.db");

    public static IEnumerable<(string Name, string Value)> For(string directory, IPEndPoint address, IPEndPoint operations, string apiKey) =>
    [
        ("NextAuth__Listen", $"http://{address}"),
        ("NextAuth__Operations__Url", $"http://{operations}"),
        ("NextAuth__Shutdown__DrainDelay", "00:00:00"),
        ("NextAuth__Sessions__MaxLogins", "1000000000"),
        ("NEXTAUTH_NS_DATA_DIR", directory),
        ("NEXTAUTH_NS_ROOT_API_KEY", apiKey),
    ];
}
