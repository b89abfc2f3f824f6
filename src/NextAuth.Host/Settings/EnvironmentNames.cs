using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace NextAuth.Host.Settings;

/// <summary>Environment variables as settings: the names operators know, and <c>NextAuth__Section__Name</c> for all others.</summary>
internal static class EnvironmentNames
{
    private const string Prefix = "NEXTAUTH_NS_";
    private const string FileSuffix = "_FILE";
    private const string SectionPrefix = "NextAuth__";
    private const string Listen = "NextAuth:Listen";

    // Every container image and launch profile of the framework says it so.
    private const string FrameworkUrls = "ASPNETCORE_URLS";

    /// <summary>The names operators know, and the settings they stand for.</summary>
    public static IReadOnlyDictionary<string, string> Known { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Prefix + "DB_URI"] = "NextAuth:DatabaseUri",
        [Prefix + "DB_URI" + FileSuffix] = "NextAuth:DatabaseUriFile",
        [Prefix + "ROOT_API_KEY"] = "NextAuth:RootApiKey",
        [Prefix + "ROOT_API_KEY" + FileSuffix] = "NextAuth:RootApiKeyFile",
        [Prefix + "MASTER_KEY"] = "NextAuth:MasterKey",
        [Prefix + "MASTER_KEY" + FileSuffix] = "NextAuth:MasterKeyFile",
        [Prefix + "PUBLIC_URL"] = "NextAuth:PublicUrl",
        [Prefix + "DEFAULT_WEBSOCKET_URI"] = "NextAuth:DefaultWebSocketUri",
        [Prefix + "DEFAULT_SIGMAI_URI"] = "NextAuth:DefaultSigmaiUri",
        [Prefix + "LOG_LEVEL"] = "NextAuth:Log:Level",
        [Prefix + "DATA_DIR"] = "NextAuth:DataDirectory",
    };

    /// <summary>A setting's name as error messages give it: with the environment's name where it has one.</summary>
    public static string Describe(string setting) => setting is Listen ? $"{Listen} ({FrameworkUrls})" :
        Known.FirstOrDefault(known => known.Value.Equals(setting, StringComparison.OrdinalIgnoreCase)).Key is { } name ? $"{setting} ({name})" : setting;

    /// <summary>Reads the variables that are ours. An empty one counts as not given; the operators' name wins over the other two.</summary>
    public static bool TryRead(IDictionary environment, out Dictionary<string, string?> settings, [NotNullWhen(false)] out string? refusal)
    {
        settings = new(StringComparer.OrdinalIgnoreCase);
        refusal = null;
        foreach (DictionaryEntry variable in environment)
        {
            var (name, value) = ((string)variable.Key, (string?)variable.Value);
            if (string.IsNullOrEmpty(value))
            {
                continue;
            }

            if (Known.TryGetValue(name, out var setting))
            {
                settings[setting] = value;
            }
            else if (name.StartsWith(SectionPrefix, StringComparison.OrdinalIgnoreCase))
            {
                settings.TryAdd(name.Replace("__", ":", StringComparison.Ordinal), value);
            }
            else if (name.StartsWith(Prefix, StringComparison.Ordinal) && !IsServiceLink(name[Prefix.Length..]))
            {
                refusal = $"{name}: no such setting; there are {string.Join(", ", Known.Keys)}";
                return false;
            }
        }

        if (environment[FrameworkUrls] is string { Length: > 0 } urls)
        {
            settings.TryAdd(Listen, urls);
        }

        return true;
    }

    // Kubernetes puts these into every container beside a service that is called nextauth-ns.
    private static bool IsServiceLink(string name) =>
        name is "PORT" || name.StartsWith("PORT_", StringComparison.Ordinal) || name.StartsWith("SERVICE_", StringComparison.Ordinal);
}
