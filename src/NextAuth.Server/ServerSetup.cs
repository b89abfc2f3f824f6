using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using NextAuth.Server.Accounts;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Cluster;
using NextAuth.Server.Push;
using NextAuth.Server.Registration;
using NextAuth.Server.Servers;
using NextAuth.Server.Sessions;

namespace NextAuth.Server;

/// <summary>
/// The product in two lists: what is added, what is mapped. The host adds what it chooses: the stores (NextAuth.Server.Sql) and the
/// <see cref="Secrets.SecretBox"/> with the master key.
/// </summary>
public static class ServerSetup
{
    public static IServiceCollection AddNextAuthServer(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IClusterBus, InProcessBus>();

        services.AddOptions<ServerOptions>().BindConfiguration(ServerOptions.Section).ValidateOnStart();
        services.AddOptions<SessionOptions>().BindConfiguration(SessionOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SessionOptions>, SessionOptionsValidator>();
        services.AddOptions<PushOptions>().BindConfiguration(PushOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PushOptions>, PushOptionsValidator>();
        services.AddOptions<RegistrationOptions>().BindConfiguration(RegistrationOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RegistrationOptions>, RegistrationOptionsValidator>();

        services.AddLive();
        return services
            .AddSingleton<ApiKeyService>()
            .AddSingleton<ServerDirectory>()
            .AddSingleton<ServerParametersFactory>()
            .AddSingleton<SessionService>()
            .AddSingleton<PushService>()
            .AddSingleton<AccountKeys>()
            .AddSingleton<AccountService>()
            .AddSingleton<RegistrationService>();
    }

    public static IEndpointRouteBuilder MapNextAuthServer(this IEndpointRouteBuilder routes)
    {
        routes.MapLive();
        return routes;
    }
}
