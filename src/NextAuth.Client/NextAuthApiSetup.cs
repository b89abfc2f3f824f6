using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using NextAuthApi.Transport;
using Polly;

namespace NextAuthApi;

/// <summary>Adds the API to a web application's services.</summary>
public static class NextAuthApiSetup
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>Adds one class for each area of the API (<see cref="SessionsApi"/>, <see cref="UsersApi"/> …) and the <see cref="SessionWatcher"/>, with retries.</summary>
    /// <remarks>
    /// A call is tried again, after growing waits, where a repeat is safe: one that changes nothing or may be repeated, when the connection failed, no answer came within
    /// <see cref="NextAuthApiOptions.AttemptTimeout"/> or a proxy answered 502 to 504; and every call that the server refused with 503, for it says then that nothing was changed.
    /// </remarks>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets <see cref="NextAuthApiOptions.BaseUrl"/> and <see cref="NextAuthApiOptions.ApiKey"/>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddNextAuthApi(this IServiceCollection services, Action<NextAuthApiOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<NextAuthApiOptions>().Configure(configure).ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<NextAuthApiOptions>, NextAuthApiOptionsValidator>());
        var client = services
            .AddHttpClient<ApiClient>(static http => http.Timeout = Timeout.InfiniteTimeSpan)

            // A redirect would carry the API key to wherever it leads.
            .ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) });
        client.AddResilienceHandler("nextauth", static (pipeline, context) =>
        {
            var options = context.ServiceProvider.GetRequiredService<IOptions<NextAuthApiOptions>>().Value;
            if (options.MaxRetries > 0)
            {
                pipeline.AddRetry(Retries(options.MaxRetries));
            }

            pipeline.AddTimeout(options.AttemptTimeout);
        });

        // Added last, it is innermost: within the time of a try, and repeated with it.
        client.AddHttpMessageHandler(static () => new WholeAnswerHandler());

        services.TryAddTransient<SessionWatcher>();
        return services.AddAreas();
    }

    private static HttpRetryStrategyOptions Retries(int most) => new()
    {
        MaxRetryAttempts = most,
        Delay = FirstWait,
        MaxDelay = LongestWait,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        ShouldRetryAfterHeader = true,
        ShouldHandle = static attempt => new(RetryRules.MayRepeat(attempt.Context.GetRequestMessage(), attempt.Outcome)),
    };
}

/// <summary>Says at the start what is wrong with the options.</summary>
[OptionsValidator]
[SuppressMessage("Performance", "CA1812", Justification = "Made by the container.")]
internal sealed partial class NextAuthApiOptionsValidator : IValidateOptions<NextAuthApiOptions>;
