using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using NextAuth.Server.Push.Apns;
using NextAuth.Server.Push.Fcm;
using NextAuth.Server.Push.Wake;
using NextAuth.Server.Push.WebPush;

namespace NextAuth.Server.Push;

/// <summary>Pushes, and what wakes phones for them.</summary>
internal static class PushSetup
{
    public static IServiceCollection AddPush(this IServiceCollection services)
    {
        services.AddOptions<PushOptions>().BindConfiguration(PushOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PushOptions>, PushOptionsValidator>();
        services.AddOptions<WebPushOptions>().BindConfiguration(WebPushOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<WebPushOptions>, PushSettingsValidator>();
        services.AddOptions<FcmOptions>().BindConfiguration(FcmOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<FcmOptions>, PushSettingsValidator>();
        services.AddOptions<ApnsOptions>().BindConfiguration(ApnsOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ApnsOptions>, PushSettingsValidator>();

        services.TryAddSingleton<PushHttp>();
        return services
            .AddSingleton<PushService>()
            .AddSingleton<PushEndpointService>()
            .AddSingleton<VapidKey>()
            .AddSingleton<VapidTokens>()
            .AddSender<WebPushSender>()
            .AddSender<FcmSender>()
            .AddSender<ApnsSender>()
            .AddSingleton<WakeUps>()
            .AddHostedService<WakeUpRunner>();
    }

    private static IServiceCollection AddSender<T>(this IServiceCollection services)
        where T : class, IPushSender => services
        .AddSingleton<T>()
        .AddSingleton<IPushSender>(static provider => provider.GetRequiredService<T>())
        .AddSingleton(static provider => ActivatorUtilities.CreateInstance<SenderQueue>(provider, (IPushSender)provider.GetRequiredService<T>()));
}
