using System.Collections;
using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace NextAuth.Host.Telemetry;

/// <summary>Traces, metrics and logs by OTLP, only where a collector is named: otherwise none of it is even loaded.</summary>
internal static class OtlpSetup
{
    private const string Prefix = "OTEL_";
    private const string EndpointVariable = Prefix + "EXPORTER_OTLP_ENDPOINT";

    public static void AddOtlp(this WebApplicationBuilder builder, string version)
    {
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable(EndpointVariable)))
        {
            // The SDK reads its variables from the application's configuration, which here holds only the settings that we have checked.
            builder.Configuration.AddInMemoryCollection(Variables());
            Add(builder.Services, version);
        }
    }

    private static IEnumerable<KeyValuePair<string, string?>> Variables() => Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .Select(static variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value))
        .Where(static variable => variable.Key.StartsWith(Prefix, StringComparison.Ordinal));

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
