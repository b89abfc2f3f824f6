using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using NextAuth.Host.Operations;
using NextAuth.Host.Settings;
using NextAuth.Host.Storage;
using NextAuth.Host.Telemetry;
using NextAuth.Server;
using NextAuth.Server.Push;
using NextAuth.Server.Push.Apns;
using NextAuth.Server.Push.Fcm;
using NextAuth.Server.Push.WebPush;
using NextAuth.Server.Secrets;
using NextAuth.Server.Servers;
using NextAuth.Server.Sql;

namespace NextAuth.Host.Lifetime;

/// <summary>The product's application: built, run, stopped.</summary>
internal static class Product
{
    /// <summary>
    /// Reads the settings, and nothing is made or opened before all of them are right. An empty builder, and by name what is needed: the usual one reads files,
    /// variables and a command line that are checked here already.
    /// </summary>
    public static bool TryCreateBuilder(
        IReadOnlyList<string> given,
        [NotNullWhen(true)] out WebApplicationBuilder? builder,
        [NotNullWhen(true)] out HostSettings? settings,
        [NotNullWhen(false)] out string? refusal)
    {
        (builder, settings) = (null, null);
        if (!SettingSources.TryRead(given, Environment.GetEnvironmentVariables(), Environment.CurrentDirectory, out var configuration, out refusal))
        {
            return false;
        }

        builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "nextauth" });
        builder.Configuration.AddConfiguration(configuration);
        builder.Services.AddNextAuthServer().AddHostOptions();
        refusal = SettingCheck.FirstError(configuration, SettingCatalog.Of(builder.Services));
        if (refusal is not null || !HostSettings.TryRead(configuration, out settings, out refusal))
        {
            return false;
        }

        refusal = PushSettingCheck.FirstError(
            configuration.GetSection(WebPushOptions.Section).Get<WebPushOptions>() ?? new(),
            configuration.GetSection(FcmOptions.Section).Get<FcmOptions>() ?? new(),
            configuration.GetSection(ApnsOptions.Section).Get<ApnsOptions>() ?? new());
        return refusal is null;
    }

    /// <summary>The product's services without the web: what commands work with.</summary>
    public static ServiceProvider BuildServices(WebApplicationBuilder builder, HostSettings settings, byte[] masterKey) =>
        builder.Services.AddStorage(settings, masterKey).AddSingleton<IConfiguration>(builder.Configuration).BuildServiceProvider();

    public static WebApplication Build(WebApplicationBuilder builder, HostSettings settings, byte[] masterKey)
    {
        var gate = new StartGate();
        builder.Logging.AddLogs(builder.Configuration.GetSection(LogOptions.Section).Get<LogOptions>() ?? new(), gate);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            foreach (var address in settings.Listen)
            {
                kestrel.Listen(address, settings.Certificate);
            }
        });
        builder.Services
            .AddSingleton(gate)
            .AddSingleton(WebAppFolder.Read())
            .AddStorage(settings, masterKey)
            .AddOperations()
            .AddSingleton<IHostLifetime, DrainingLifetime>();
        builder.AddOtlp(CommandLine.Version);
        builder.Services.AddHostedService<SocketDrain>();
        builder.Services.AddOptions<HostOptions>()
            .Configure<IOptions<ShutdownOptions>>(static (host, shutdown) => host.ShutdownTimeout = shutdown.Value.Timeout);
        builder.Services.PostConfigure<ServerOptions>(urls => UseListenAddress(urls, builder.Configuration, settings));

        var app = builder.Build();
        if (settings.TrustedProxies.Count > 0)
        {
            app.UseForwardedHeaders(Forwarded(settings.TrustedProxies));
        }

        app.UseRouting().UseNextAuthServer();
        app.MapNextAuthServer();
        return app;
    }

    /// <summary>Runs until it is asked to stop, and stops.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(WebApplication app, HostSettings settings, MasterKeyFile keyFile)
    {
        var logger = app.Services.GetRequiredService<ILogger<DrainingLifetime>>();
        app.Services.GetRequiredService<StartGate>().IsStarted = true;
        logger.Started(CommandLine.Version, string.Join(';', settings.Listen), settings.Operations.ToString());
        if (settings.MasterKey is null && keyFile.IsOpenToOthers)
        {
            logger.MasterKeyIsOpenToOthers(keyFile.ToString());
        }

        if (settings.Database.Path is null)
        {
            logger.NothingIsKept();
        }

        if (!settings.IsThisMachineAlone && app.Services.GetRequiredService<IOptions<PushOptions>>().Value.AllowPrivateEndpoints)
        {
            logger.PrivateEndpointsAllowed();
        }

        var timeout = app.Services.GetRequiredService<IOptions<ShutdownOptions>>().Value.Timeout;
        try
        {
            await app.WaitForShutdownAsync(CancellationToken.None);
            logger.Stopped();
            return ExitCodes.Done;
        }
        catch (OperationCanceledException)
        {
            logger.StoppedTooLate(timeout);
            return ExitCodes.Failed;
        }
    }

    private static IServiceCollection AddStorage(this IServiceCollection services, HostSettings settings, byte[] masterKey) =>
        services.AddSingleton(new SecretBox(masterKey)).AddSqlStores(settings.Database);

    // Without a public address of its own the place where it listens is where it is reached.
    private static void UseListenAddress(ServerOptions urls, ConfigurationManager configuration, HostSettings settings)
    {
        if (configuration["NextAuth:PublicUrl"] is null)
        {
            urls.PublicUrl = settings.Listen[0].ToLocalUrl();
        }
    }

    private static ForwardedHeadersOptions Forwarded(IReadOnlyList<IPAddress> proxies)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            options.KnownProxies.Add(proxy);
        }

        return options;
    }
}
