using System.Globalization;
using System.Runtime.InteropServices;

namespace NextAuth.Load.Machine;

/// <summary>Which core serves and which one drives. Both ends on one core would measure the scheduler.</summary>
internal static partial class Cores
{
    private const int MaskWords = 16;

    /// <summary>Gets the cores this process may use, in order.</summary>
    private static readonly int[] Allowed = ReadAllowed();

    public static int Server => Allowed[0];

    public static int Driver => Allowed[^1];

    public static bool AreShared => Allowed.Length < 2;

    /// <summary>Pins every thread of this process to the driver's core; threads made later inherit it.</summary>
    public static void PinDriver()
    {
        // Twice: a thread that an unpinned one makes during the first round is caught by the second.
        for (var round = 0; round < 2; round++)
        {
            foreach (var thread in Directory.EnumerateDirectories("/proc/self/task"))
            {
                Pin(int.Parse(Path.GetFileName(thread), CultureInfo.InvariantCulture), Driver);
            }
        }
    }

    /// <summary>Starts something on the server's core: a child process inherits the affinity of the thread that makes it.</summary>
    public static T OnServerCore<T>(Func<T> start)
    {
        Pin(0, Server);
        try
        {
            return start();
        }
        finally
        {
            Pin(0, Driver);
        }
    }

    private static void Pin(int thread, int core)
    {
        Span<ulong> mask = stackalloc ulong[MaskWords];
        mask.Clear();
        mask[core / 64] = 1UL << (core % 64);

        // A thread that has ended meanwhile needs no core.
        if (SetAffinity(thread, sizeof(ulong) * MaskWords, mask) != 0 && thread == 0)
        {
            throw new InvalidOperationException($"Cannot pin to core {core}: error {Marshal.GetLastPInvokeError()}.");
        }
    }

    private static int[] ReadAllowed()
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal));
        return [.. line.Split(':')[1].Trim().Split(',').SelectMany(Expand)];
    }

    private static IEnumerable<int> Expand(string range)
    {
        var ends = range.Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture)).ToArray();
        return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1);
    }

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int thread, nuint size, Span<ulong> mask);
}
