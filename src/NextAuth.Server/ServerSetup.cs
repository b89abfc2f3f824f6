using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using NextAuth.Server.Accounts;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Attributes;
using NextAuth.Server.Cluster;
using NextAuth.Server.Html;
using NextAuth.Server.Http;
using NextAuth.Server.Management;
using NextAuth.Server.OpenApi;
using NextAuth.Server.Push;
using NextAuth.Server.Qr;
using NextAuth.Server.Registration;
using NextAuth.Server.Servers;
using NextAuth.Server.Sessions;
using NextAuth.Server.Start;
using NextAuth.Server.Transactions;
using NextAuth.Server.Users;
using NextAuth.Server.WebApp;
using SessionOptions = NextAuth.Server.Sessions.SessionOptions;

namespace NextAuth.Server;

/// <summary>
/// The product in two lists: what is added, what is mapped. The host adds what it chooses: the stores (NextAuth.Server.Sql), the
/// <see cref="Secrets.SecretBox"/> with the master key, and the <see cref="WebAppFiles"/> of the web authenticator, if it has one.
/// </summary>
public static class ServerSetup
{
    public static IServiceCollection AddNextAuthServer(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IClusterBus, InProcessBus>();
        services.TryAddSingleton(WebAppFiles.None);

        services.AddOptions<ServerOptions>().BindConfiguration(ServerOptions.Section).ValidateOnStart();
        services.AddOptions<SessionOptions>().BindConfiguration(SessionOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SessionOptions>, SessionOptionsValidator>();
        services.AddOptions<AccountOptions>().BindConfiguration(AccountOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AccountOptions>, AccountOptionsValidator>();
        services.AddOptions<ApiKeyOptions>().BindConfiguration(ApiKeyOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ApiKeyOptions>, ApiKeyOptionsValidator>();
        services.AddOptions<RegistrationOptions>().BindConfiguration(RegistrationOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RegistrationOptions>, RegistrationOptionsValidator>();
        services.AddOptions<TransactionOptions>().BindConfiguration(TransactionOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TransactionOptions>, TransactionOptionsValidator>();

        services.AddPush().AddLive();
        return services
            .AddRouting()
            .AddSingleton<ApiGate>()
            .AddSingleton<KeyFailures>()
            .AddSingleton<RequestStatistics>()
            .AddSingleton<QrPainter>()
            .AddSingleton<HtmlWriter>()
            .AddSingleton<ApiKeyService>()
            .AddSingleton<ServerDirectory>()
            .AddSingleton<ServerParametersFactory>()
            .AddSingleton<SessionService>()
            .AddSingleton<AccountKeys>()
            .AddSingleton<AccountService>()
            .AddSingleton<TransactionService>()
            .AddSingleton<UserService>()
            .AddSingleton<AttributeService>()
            .AddSingleton<RegistrationService>();
    }

    /// <summary>Version header, gate and problems, around all endpoints. Comes after routing and before every endpoint.</summary>
    public static IApplicationBuilder UseNextAuthServer(this IApplicationBuilder app) => app.UseMiddleware<HttpEdge>();

    /// <summary>Maps all endpoints. They refuse to run without <see cref="UseNextAuthServer"/>.</summary>
    public static IEndpointRouteBuilder MapNextAuthServer(this IEndpointRouteBuilder routes)
    {
        routes.MapSessions();
        routes.MapHtml();
        routes.MapRegistration();
        routes.MapUsers();
        routes.MapAccounts();
        routes.MapTransactions();
        routes.MapAttributes();
        routes.MapServers();
        routes.MapManagement();
        routes.MapUserRoles();
        routes.MapReference();
        routes.MapStart();
        routes.MapWebApp();
        routes.MapLive();
        return routes;
    }
}
