using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace NextAuth.Host.Settings;

/// <summary>Where settings come from; later ones win: <c>appsettings.json</c>, environment, command line.</summary>
internal static class SettingSources
{
    private const string FileName = "appsettings.json";

    public static bool TryRead(
        IReadOnlyList<string> args,
        IDictionary environment,
        string workingDirectory,
        [NotNullWhen(true)] out IConfigurationRoot? configuration,
        [NotNullWhen(false)] out string? refusal)
    {
        configuration = null;
        if (!EnvironmentNames.TryRead(environment, out var variables, out refusal) || !CommandLine.TryRead(args, out var arguments, out refusal))
        {
            return false;
        }

        var builder = new ConfigurationBuilder();
        if (File.Exists(Path.Combine(workingDirectory, FileName)))
        {
            builder.SetBasePath(workingDirectory).AddJsonFile(FileName, optional: false, reloadOnChange: false);
        }

        try
        {
            configuration = builder.AddInMemoryCollection(variables).AddInMemoryCollection(arguments).Build();
            return true;
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            refusal = $"{FileName}: {OneLine.Of((error.InnerException ?? error).Message)}; must be readable and JSON, or not there";
            return false;
        }
    }
}
