using System.Runtime.InteropServices;

namespace NextAuth.Load.Machine;

/// <summary>Asks a process to end, where <see cref="System.Diagnostics.Process.Kill()"/> would not let it finish.</summary>
internal static partial class Signals
{
    /// <summary>Sends a signal to one process, by its id.</summary>
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Send(int process, int signal);
}
