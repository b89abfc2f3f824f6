using NextAuth.Host.Lifetime;
using NextAuth.Host.Telemetry;
using NextAuth.Server.Start;

namespace NextAuth.Host.Operations;

/// <summary>What the operations server shows of the product.</summary>
internal static class OperationsSetup
{
    public static IServiceCollection AddOperations(this IServiceCollection services) => services
        .AddMetrics()
        .AddSingleton<PrometheusSetup>()
        .AddSingleton<Draining>()
        .AddSingleton<IReadinessCheck, DrainingCheck>()
        .AddSingleton<IReadinessCheck, DatabaseCheck>()
        .AddSingleton<IReadinessCheck, MasterKeyCheck>()
        .AddSingleton<IReadinessCheck, JobsCheck>()
        .AddSingleton<IServerHealth, KeptHealth>();
}
