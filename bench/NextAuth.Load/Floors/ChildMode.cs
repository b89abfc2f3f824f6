using System.Diagnostics;
using NextAuth.Load.Machine;

namespace NextAuth.Load.Floors;

/// <summary>Starts this program again on the server's core, to do there what the server is compared with.</summary>
internal static class ChildMode
{
    public static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true, WorkingDirectory = Path.GetTempPath() };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";

        // As the server does: compiled for good within seconds, also on a single core. Hexadecimal.
        start.Environment["DOTNET_TC_CallCountingDelayMs"] = "A";
        return Cores.OnServerCore(() => Process.Start(start)!);
    }
}
