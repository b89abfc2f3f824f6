using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace NextAuth.Host.Telemetry;

/// <summary>Traces and metrics by OTLP, only where a collector is named: otherwise none of it is even loaded.</summary>
internal static class OtlpSetup
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void AddOtlp(this IServiceCollection services, string version)
    {
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable(EndpointVariable)))
        {
            Add(services, version);
        }
    }

    private static void Add(IServiceCollection services, string version) => services
        .AddOpenTelemetry()
        .ConfigureResource(resource => resource.AddService("nextauth", serviceVersion: version))
        .WithTracing(static traces => traces
            .AddSource(Meters.Prefix + "*")
            .AddAspNetCoreInstrumentation(static http => http.EnrichWithHttpResponse = static (activity, response) => HidePath(activity, response.HttpContext)))
        .WithMetrics(static metrics => metrics.AddMeter([Meters.Prefix + "*", .. Meters.OfPlatform]))
        .UseOtlpExporter();

    // Paths and queries hold user ids and the names of accounts: the route says enough.
    private static void HidePath(Activity activity, HttpContext http)
    {
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        activity.SetTag("url.path", route ?? "(no route)");
        activity.SetTag("url.query", null);
    }
}
