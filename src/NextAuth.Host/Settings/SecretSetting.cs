using System.Diagnostics.CodeAnalysis;

namespace NextAuth.Host.Settings;

/// <summary>A secret that is given as it is, or in a file: containers mount secrets as files, and files do not show in a process list.</summary>
internal static class SecretSetting
{
    private const int MaxSizeInBytes = 4_096;

    /// <summary>Reads it; <paramref name="value"/> is <see langword="null"/> when neither is given. Messages never repeat the secret.</summary>
    public static bool TryRead(string setting, string? given, string? file, out string? value, [NotNullWhen(false)] out string? refusal)
    {
        (value, refusal) = (given, null);
        if (file is null)
        {
            return true;
        }

        var name = EnvironmentNames.Describe(setting + "File");
        if (given is not null)
        {
            refusal = $"{name}: given together with {EnvironmentNames.Describe(setting)}; give one of the two";
            return false;
        }

        try
        {
            if (new FileInfo(file) is { Exists: true, Length: > MaxSizeInBytes })
            {
                refusal = $"{name}: {OneLine.Of(file)} is larger than {MaxSizeInBytes} bytes; must hold the value and nothing else";
                return false;
            }

            value = File.ReadAllText(file).Trim();
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            refusal = $"{name}: {OneLine.Of(file)} cannot be read; must be a file that this user may read";
            return false;
        }
    }
}
