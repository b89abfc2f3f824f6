using BenchmarkDotNet.Attributes;
using NextAuth.Protocol;
using NextAuth.Protocol.Links;

namespace NextAuth.Benchmarks.Protocol;

/// <summary>Links, tags and session ids.</summary>
[MemoryDiagnoser]
public class LinkBenchmarks
{
    private readonly LinkSteps _steps = new();

    [Benchmark(Description = "hsid derived")]
    public Hsid DeriveHsid() => _steps.DeriveHsid();

    [Benchmark(Description = "login tag computed")]
    public ulong ComputeTag() => _steps.ComputeTag();

    [Benchmark(Description = "login link written")]
    public byte[] Write() => _steps.Write();

    [Benchmark(Description = "login link parsed")]
    public Link Parse() => _steps.Parse();
}
