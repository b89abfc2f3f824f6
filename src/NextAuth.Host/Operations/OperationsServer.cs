using System.Text.Json;
using NextAuth.Host.Lifetime;
using NextAuth.Host.Settings;
using NextAuth.Host.Telemetry;

namespace NextAuth.Host.Operations;

/// <summary>
/// A server of its own for those who run the program, on a port of its own: it is up before the first request and after the last, and nothing of it can be reached
/// from outside by a mistake in a proxy's rules.
/// </summary>
internal static class OperationsServer
{
    private const string PrometheusText = "text/plain; version=0.0.4; charset=utf-8";

    public static WebApplication Build(IServiceProvider product, ListenAddress address)
    {
        // Made now, not at the first question: what happened before a meter is listened to is not counted.
        var metrics = product.GetRequiredService<PrometheusSetup>();
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "nextauth" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(address);
        });
        builder.Services
            .AddRoutingCore()
            .AddSingleton(product.GetRequiredService<ILoggerFactory>())
            .AddSingleton<IHostLifetime, NoLifetime>();

        var app = builder.Build();
        app.UseRouting();
        app.MapGet("/live", (RequestDelegate)(static http => http.Response.WriteAsync("live", http.RequestAborted)));
        app.MapGet("/ready", (RequestDelegate)(http => ReadyAsync(http, product)));
        app.MapGet("/metrics", (RequestDelegate)(http => MetricsAsync(http, metrics)));
        return app;
    }

    private static async Task ReadyAsync(HttpContext http, IServiceProvider product)
    {
        var logger = product.GetRequiredService<ILogger<ReadyAnswer>>();
        var checks = await Task.WhenAll(product.GetServices<IReadinessCheck>().Select(check => check.CheckAsync(http.RequestAborted)));
        foreach (var failed in checks.Where(static check => !check.Ok))
        {
            logger.NotReady(failed.Name, failed.Detail);
        }

        var answer = new ReadyAnswer(Array.TrueForAll(checks, static check => check.Ok), checks);
        http.Response.StatusCode = answer.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        http.Response.Headers.CacheControl = "no-store";
        if (http.Request.Query["full"] == "1")
        {
            http.Response.ContentType = "application/json";
            await JsonSerializer.SerializeAsync(http.Response.Body, answer, ReadyJson.Default.ReadyAnswer, http.RequestAborted);
        }
        else
        {
            await http.Response.WriteAsync(answer.Ready ? "ready" : "not ready", http.RequestAborted);
        }
    }

    private static Task MetricsAsync(HttpContext http, PrometheusSetup metrics)
    {
        http.Response.ContentType = PrometheusText;
        return metrics.WriteAsync(http.Response.Body, http.RequestAborted);
    }

    // Signals are the product's: this server ends when it has ended.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
