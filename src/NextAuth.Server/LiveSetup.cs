using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NextAuth.Protocol;
using NextAuth.Server.Browser;
using NextAuth.Server.Diagnostics;
using NextAuth.Server.Jobs;
using NextAuth.Server.Phone;
using NextAuth.Server.Push;

namespace NextAuth.Server;

/// <summary>The WebSockets of browsers and phones, and what runs in the background.</summary>
internal static class LiveSetup
{
    public static IServiceCollection AddLive(this IServiceCollection services)
    {
        services.AddOptions<BrowserOptions>().BindConfiguration(BrowserOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<BrowserOptions>, BrowserOptionsValidator>();
        services.AddOptions<PhoneOptions>().BindConfiguration(PhoneOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PhoneOptions>, PhoneOptionsValidator>();
        services.AddMetrics();

        services
            .AddSingleton<DrainState>()
            .AddSingleton<Telemetry>()
            .AddSingleton(static provider => new Shutdown(
                provider.GetRequiredService<DrainState>(),
                provider.GetRequiredService<BrowserSockets>(),
                provider.GetRequiredService<PhoneConnections>(),
                provider.GetRequiredService<TimeProvider>()));

        services
            .AddSingleton<WatchTable>()
            .AddSingleton<BrowserCommands>()
            .AddSingleton<BrowserEndpoint>()
            .AddJob<LoginCodes>()
            .AddJob<BrowserSockets>();

        services
            .AddSingleton<AccountClaims>()
            .AddSingleton<LoginCeremony>()
            .AddSingleton<EnrolCeremony>()
            .AddSingleton<AccountCeremony>()
            .AddSingleton<PhoneHandshake>()
            .AddSingleton<TransactionCommands>()
            .AddSingleton<MoveCeremony>()
            .AddSingleton<MoveCommands>()
            .AddJob<AccountOffers>()
            .AddSingleton<PhoneCommands>()
            .AddSingleton<ChannelLoop>()
            .AddSingleton<PhoneEndpoint>()
            .AddSingleton<IPhonePresence>(static provider => provider.GetRequiredService<PhoneChannels>())
            .AddJob<PhoneConnections>()
            .AddJob<PhoneChannels>()
            .AddJob<PhoneDelivery>();

        return services
            .AddJob<ExpireLogins>()
            .AddJob<ForgetOld>()
            .AddHostedService<JobRunner>();
    }

    public static void MapLive(this IEndpointRouteBuilder routes)
    {
        routes.MapSocket(BrowserEndpoint.Path, routes.ServiceProvider.GetRequiredService<BrowserEndpoint>().HandleAsync);
        routes.MapSocket(ProtocolLimits.Path, routes.ServiceProvider.GetRequiredService<PhoneEndpoint>().HandleAsync);
    }

    private static IServiceCollection AddJob<T>(this IServiceCollection services)
        where T : class, IJob =>
        services.AddSingleton<T>().AddSingleton<IJob>(static provider => provider.GetRequiredService<T>());

    // With the WebSocket middleware of its own: no host can forget it.
    private static void MapSocket(this IEndpointRouteBuilder routes, string path, RequestDelegate handler)
    {
        var pipeline = routes.CreateApplicationBuilder();
        pipeline.UseWebSockets();
        pipeline.Run(handler);
        routes.Map(path, pipeline.Build()).ExcludeFromDescription();
    }
}
