using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests.Telemetry;

/// <summary>What a collector gets that OpenTelemetry's variables name.</summary>
public class CollectorTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_named_collector_gets_traces_by_route_metrics_and_logs_and_no_name_of_a_user()
    {
        var sent = new ConcurrentBag<(string Path, string Body)>();
        await using var collector = await StartAsync(sent);
        await using var host = new HostProcess();
        (host.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"], host.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"]) = (collector.Urls.Single(), "http/protobuf");
        (host.Environment["OTEL_BSP_SCHEDULE_DELAY"], host.Environment["OTEL_METRIC_EXPORT_INTERVAL"]) = ("200", "200");
        await host.StartAsync(Cancellation);
        using var api = new RestApi(host.Url, host.RootKey);
        await api.CreateServerAsync(new { serverName = "Shop" }, Cancellation);

        await api.StatusAsync(HttpMethod.Get, $"/servers/{api.Server}/users/someone-private/attributes/?search=private-too", null, Cancellation);

        await Eventually.TrueAsync(
            () => Task.FromResult(Has("/v1/traces", "/servers/{serverid}/users/{userid}/attributes/") && Has("/v1/metrics", "nextauth.requests") && Has("/v1/logs", "listens on")),
            () => $"The collector got {string.Join(", ", sent.Select(static message => message.Path).Distinct())}.",
            Cancellation);
        Assert.DoesNotContain(sent, static message => message.Body.Contains("private", StringComparison.Ordinal));

        bool Has(string path, string text) => sent.Any(message => message.Path == path && message.Body.Contains(text, StringComparison.Ordinal));
    }

    private static async Task<WebApplication> StartAsync(ConcurrentBag<(string Path, string Body)> sent)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var collector = builder.Build();
        collector.Run(async http =>
        {
            using var body = new StreamReader(http.Request.Body, Encoding.Latin1);
            sent.Add((http.Request.Path.Value!, await body.ReadToEndAsync(http.RequestAborted)));
        });
        await collector.StartAsync(Cancellation);
        return collector;
    }
}
