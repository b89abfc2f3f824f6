using System.Text.Json;
using NextAuth.Benchmarks.Protocol;
using NextAuth.Protocol.Handshake;

namespace NextAuth.Benchmarks.Budgets;

/// <summary>
/// Holds the bytes that operations allocate to what <c>bench/budgets.json</c> allows. Times depend on the machine; allocated bytes hardly do,
/// so exceeding them fails the build.
/// </summary>
internal static class AllocationBudgets
{
    private const int Repetitions = 500;

    /// <summary>Measures every operation.</summary>
    /// <returns>Whether all are within their budget, and each has one.</returns>
    public static bool Check(string file, TextWriter output)
    {
        var budgets = JsonSerializer.Deserialize<Dictionary<string, long>>(File.ReadAllText(file))!;
        var within = true;
        foreach (var (name, allocated) in Measure())
        {
            var fits = budgets.Remove(name, out var budget) && allocated <= budget;
            output.WriteLine($"{(fits ? "ok  " : "OVER")} {name}: {allocated} bytes, budget {budget}");
            within &= fits;
        }

        foreach (var (name, _) in budgets)
        {
            output.WriteLine($"GONE {name}: a budget without an operation");
            within = false;
        }

        return within;
    }

    private static IEnumerable<(string Name, long Bytes)> Measure()
    {
        using var handshake = new HandshakeSteps();
        using var records = new RecordSteps();
        var links = new LinkSteps();

        // Twice what is measured: the runtime compiles, caches and pools during the first half.
        var prepared = new Queue<(Responder Responder, byte[] Proof)>();
        for (var i = 0; i < Repetitions * 2; i++)
        {
            prepared.Enqueue(handshake.Prepare());
        }

        yield return ("handshake.respond", PerOperation(() => handshake.Respond()));
        yield return ("handshake.openAndVerify", PerOperation(() => handshake.Finish(prepared.Dequeue())));
        yield return ("record.seal", PerOperation(() => records.Seal()));
        yield return ("record.sealAndOpen", PerOperation(() => records.SealAndOpen()));
        yield return ("hsid.derive", PerOperation(() => links.DeriveHsid()));
        yield return ("loginTag.compute", PerOperation(() => links.ComputeTag()));
        yield return ("link.write", PerOperation(() => links.Write()));
        yield return ("link.parse", PerOperation(() => links.Parse()));
    }

    private static long PerOperation<T>(Func<T> operation)
    {
        Repeat(operation);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Repeat(operation);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / Repetitions;
    }

    private static void Repeat<T>(Func<T> operation)
    {
        for (var i = 0; i < Repetitions; i++)
        {
            operation();
        }
    }
}
