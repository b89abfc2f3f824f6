using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace NextAuth.Host.Settings;

/// <summary>
/// Checks what was given before anything is bound, so that a mistake is one line that names the setting and what would be right. Only given settings cost anything.
/// </summary>
internal static class SettingCheck
{
    /// <summary>The first mistake; <see langword="null"/>: none.</summary>
    public static string? FirstError(IConfiguration configuration, SettingCatalog catalog) => configuration
        .GetSection(ProgramOptions.Section)
        .AsEnumerable()
        .Where(static given => given.Value is not null)
        .OrderBy(static given => given.Key, StringComparer.Ordinal)
        .Select(given => Error(given.Key, given.Value!, catalog))
        .FirstOrDefault(static error => error is not null);

    private static string? Error(string key, string value, SettingCatalog catalog)
    {
        if (catalog.Find(key) is not { } setting)
        {
            return $"{OneLine.Of(key)}: no such setting; there are {string.Join(", ", catalog.Near(key))}";
        }

        var (read, expected) = Read(setting.Type, value);
        var isRight = read is not null && setting.Range?.IsValid(read) is not false;
        return isRight ? null : $"{EnvironmentNames.Describe(setting.Key)}: \"{OneLine.Of(value)}\" is not right; must be {expected}{Bounds(setting.Range)}";
    }

    private static (object? Read, string Expected) Read(Type type, string value) => type switch
    {
        _ when type == typeof(TimeSpan) => (ReadTime(value), "a time as [days.]hours:minutes:seconds, such as 12:00:00"),
        _ when type == typeof(int) => (int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null, "a whole number"),
        _ when type == typeof(long) => (long.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null, "a whole number"),
        _ when type == typeof(bool) => (bool.TryParse(value, out var truth) ? truth : null, "true or false"),
        _ when type == typeof(Uri) => (Uri.TryCreate(value, UriKind.Absolute, out var uri) ? uri : null, "a full address with scheme and host"),
        { IsEnum: true } => (ReadName(type, value), string.Join(", ", Enum.GetNames(type))),
        _ => (value, "text"),
    };

    // "30" would be read as 30 days; whoever writes it means seconds.
    private static TimeSpan? ReadTime(string value) =>
        value.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out var time) ? time : null;

    // Enum.TryParse takes any number.
    private static object? ReadName(Type type, string value) =>
        Enum.GetNames(type).Contains(value, StringComparer.OrdinalIgnoreCase) ? Enum.Parse(type, value, ignoreCase: true) : null;

    private static string Bounds(RangeAttribute? range) => range is null ? "" : string.Create(CultureInfo.InvariantCulture, $", from {range.Minimum} to {range.Maximum}");
}
