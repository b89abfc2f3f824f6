using System.Globalization;

namespace NextAuth.Load.Machine;

/// <summary>Memory of a process as the kernel counts it, in bytes.</summary>
/// <param name="Resident">All its pages in memory, those shared with other processes too.</param>
/// <param name="Private">The pages that are its own.</param>
internal readonly record struct ProcessMemory(long Resident, long Private)
{
    public static ProcessMemory Read(int process)
    {
        var (resident, own) = (0L, 0L);
        foreach (var line in File.ReadLines($"/proc/{process}/smaps_rollup"))
        {
            switch (line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                case ["Rss:", var size, ..]:
                    resident = Bytes(size);
                    break;
                case ["Private_Clean:" or "Private_Dirty:", var size, ..]:
                    own += Bytes(size);
                    break;
            }
        }

        return new(resident, own);
    }

    public static ProcessMemory operator -(ProcessMemory left, ProcessMemory right) =>
        new(left.Resident - right.Resident, left.Private - right.Private);

    private static long Bytes(string kibibytes) => long.Parse(kibibytes, CultureInfo.InvariantCulture) * 1024;
}
