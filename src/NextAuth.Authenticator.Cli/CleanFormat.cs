using System.Globalization;

namespace NextAuth.Authenticator.Cli;

/// <summary>Formats every piece of a line and cleans it, see <see cref="Terminal.Line"/>.</summary>
internal sealed class CleanFormat : IFormatProvider, ICustomFormatter
{
    public static readonly CleanFormat Instance = new();

    public object? GetFormat(Type? formatType) => formatType == typeof(ICustomFormatter) ? this : null;

    public string Format(string? format, object? arg, IFormatProvider? formatProvider) => DisplayText.Clean(
        arg is IFormattable formattable ? formattable.ToString(format, CultureInfo.InvariantCulture) : arg?.ToString());
}
