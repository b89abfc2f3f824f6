using System.Runtime.InteropServices;

namespace NextAuth.Host.Lifetime;

/// <summary>How the operating system shares out processors to the threads of this process.</summary>
internal static partial class Scheduling
{
    // linux/sched.h
    private const int Batch = 3;

    /// <summary>
    /// Lets a thread that wakes wait for its turn instead of pushing aside the one that works (SCHED_BATCH, sched(7)). Linux would push a worker aside, in the midst of a
    /// request, for every packet that arrives: twenty switches a login, a tenth of the processor time. Where a processor is free nothing changes; where none is, a turn comes
    /// within a few milliseconds. Threads inherit it, so this comes first. Where it can't be set, the server only does less on a busy machine.
    /// </summary>
    public static void PreferWork()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetScheduler(0, Batch, 0);
        }
    }

    /// <param name="process">0: the thread that calls.</param>
    /// <param name="policy">The policy's number.</param>
    /// <param name="priority">A <c>struct sched_param</c>, which is one number: 0 for this policy.</param>
    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    private static partial int SetScheduler(int process, int policy, in int priority);
}
