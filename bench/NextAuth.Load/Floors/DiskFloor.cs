using System.Diagnostics;

namespace NextAuth.Load.Floors;

/// <summary>What it takes to have four pages of 4 KiB on the disk, appended to a file: the least that a commit with <c>synchronous=FULL</c> waits for.</summary>
internal static class DiskFloor
{
    private const int Flushes = 2_000;
    private const int Bytes = 4 * 4_096;

    /// <summary>Measures it on the disk of a directory, with pauses of about the length of a flush, as between commits.</summary>
    /// <returns>Milliseconds, in ascending order.</returns>
    public static List<double> Measure(string directory)
    {
        var times = new List<double>(Flushes);
        using var file = new FileStream(Path.Combine(directory, "flushes"), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        var pages = new byte[Bytes];
        for (var i = 0; i < Flushes; i++)
        {
            var started = Stopwatch.GetTimestamp();
            file.Write(pages);
            file.Flush(flushToDisk: true);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            Thread.Sleep(1);
        }

        times.Sort();
        return times;
    }
}
