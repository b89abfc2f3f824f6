using Microsoft.Extensions.Options;

namespace NextAuth.Host.Settings;

/// <summary>The program's own options.</summary>
internal static class HostSetup
{
    public static IServiceCollection AddHostOptions(this IServiceCollection services)
    {
        services.AddOptions<ProgramOptions>().BindConfiguration(ProgramOptions.Section);
        services.AddOptions<LogOptions>().BindConfiguration(LogOptions.Section);
        services.AddOptions<OperationsOptions>().BindConfiguration(OperationsOptions.Section);
        services.AddOptions<ShutdownOptions>().BindConfiguration(ShutdownOptions.Section).ValidateOnStart();
        return services.AddSingleton<IValidateOptions<ShutdownOptions>, ShutdownOptionsValidator>();
    }
}
