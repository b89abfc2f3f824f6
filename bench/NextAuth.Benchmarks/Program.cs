using BenchmarkDotNet.Running;
using NextAuth.Benchmarks.Budgets;
using NextAuth.Benchmarks.Protocol;

if (args is ["budgets", .. var rest])
{
    var file = rest is [var given] ? given : Path.Combine(AppContext.BaseDirectory, "budgets.json");
    return AllocationBudgets.Check(file, Console.Out) ? 0 : 1;
}

BenchmarkSwitcher.FromAssembly(typeof(HandshakeBenchmarks).Assembly).Run(args);
return 0;
