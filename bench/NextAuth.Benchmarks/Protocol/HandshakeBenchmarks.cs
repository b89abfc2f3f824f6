using BenchmarkDotNet.Attributes;
using NextAuth.Protocol.Handshake;

namespace NextAuth.Benchmarks.Protocol;

/// <summary>The server's side of a handshake.</summary>
[MemoryDiagnoser]
public class HandshakeBenchmarks : IDisposable
{
    private const int Prepared = 256;

    private readonly HandshakeSteps _steps = new();
    private readonly (Responder Responder, byte[] Proof)[] _prepared = new (Responder, byte[])[Prepared];

    [IterationSetup(Target = nameof(OpenAndVerify))]
    public void Prepare()
    {
        for (var i = 0; i < _prepared.Length; i++)
        {
            _prepared[i] = _steps.Prepare();
        }
    }

    [Benchmark(Description = "M1 read, M2 made")]
    public int Respond() => _steps.Respond();

    [Benchmark(Description = "M3 opened and verified, channel opened", OperationsPerInvoke = Prepared)]
    public int OpenAndVerify()
    {
        var sum = 0;
        foreach (var prepared in _prepared)
        {
            sum += _steps.Finish(prepared);
        }

        return sum;
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _steps.Dispose();
        GC.SuppressFinalize(this);
    }
}
