using BenchmarkDotNet.Attributes;

namespace NextAuth.Benchmarks.Protocol;

/// <summary>Records of 256 bytes.</summary>
[MemoryDiagnoser]
public class RecordBenchmarks : IDisposable
{
    private readonly RecordSteps _steps = new();

    [Benchmark(Description = "record sealed")]
    public int Seal() => _steps.Seal();

    [Benchmark(Description = "record sealed and opened")]
    public int SealAndOpen() => _steps.SealAndOpen();

    [GlobalCleanup]
    public void Dispose()
    {
        _steps.Dispose();
        GC.SuppressFinalize(this);
    }
}
