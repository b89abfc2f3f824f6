using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using NextAuthApi.AspNetCore.Cookies;
using NextAuthApi.AspNetCore.Pages;
using NextAuthApi.AspNetCore.Sessions;

namespace NextAuthApi.AspNetCore;

/// <summary>Adds phone login to an application.</summary>
public static class NextAuthSetup
{
    /// <summary>Adds the handler, its login page, and the client of the API (<see cref="NextAuthApiSetup.AddNextAuthApi"/>) for the same server.</summary>
    /// <remarks>
    /// Cookies are protected by ASP.NET Core Data Protection: an application on several machines lets them share its keys.
    /// An application behind a proxy uses <c>UseForwardedHeaders</c> before <c>UseAuthentication</c>, so that the phone shows the browser's address and not the proxy's.
    /// </remarks>
    /// <param name="builder">The authentication builder.</param>
    /// <param name="configure">Sets at least <see cref="NextAuthOptions.BaseUrl"/>, <see cref="NextAuthOptions.ApiKey"/> and <see cref="NextAuthOptions.ServerId"/>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">It was added before: an application has one server.</exception>
    public static AuthenticationBuilder AddNextAuth(this AuthenticationBuilder builder, Action<NextAuthOptions> configure) =>
        builder.AddNextAuth(NextAuthDefaults.AuthenticationScheme, configure);

    /// <summary>As the other, under a scheme's name of one's own.</summary>
    /// <param name="builder">The authentication builder.</param>
    /// <param name="scheme">The scheme's name.</param>
    /// <param name="configure">Sets at least <see cref="NextAuthOptions.BaseUrl"/>, <see cref="NextAuthOptions.ApiKey"/> and <see cref="NextAuthOptions.ServerId"/>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">It was added before: an application has one server.</exception>
    public static AuthenticationBuilder AddNextAuth(this AuthenticationBuilder builder, string scheme, Action<NextAuthOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(scheme);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services;
        if (services.Any(static service => service.ServiceType == typeof(NextAuthScheme)))
        {
            throw new InvalidOperationException("AddNextAuth was called before. An application has one server; its other applications are other processes.");
        }

        services.AddSingleton(new NextAuthScheme(scheme));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<NextAuthOptions>, NextAuthOptionsValidator>());
        services.AddDataProtection();
        services.TryAddSingleton<SessionChecks>();
        services.TryAddSingleton<Seal>();
        services.TryAddSingleton<CodeRate>();

        // The API's options are checked at the start and made of these, and so these are checked then.
        services.AddNextAuthApi(static _ => { });
        services.AddOptions<NextAuthApiOptions>().Configure<IOptionsMonitor<NextAuthOptions>, NextAuthScheme>(static (api, all, scheme) =>
        {
            var options = all.Get(scheme.Name);
            (api.BaseUrl, api.ApiKey) = (options.BaseUrl, options.ApiKey);
        });
        return builder.AddScheme<NextAuthOptions, NextAuthHandler>(scheme, configure);
    }
}

/// <summary>Under which name the handler was added.</summary>
internal sealed record NextAuthScheme(string Name);
