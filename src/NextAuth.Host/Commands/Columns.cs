using NextAuth.Host.Settings;

namespace NextAuth.Host.Commands;

/// <summary>Rows for a person: columns as wide as their widest cell. Free text belongs into the last one, whose width nobody needs to know.</summary>
internal static class Columns
{
    private const string Gap = "  ";

    public static void Write(TextWriter output, IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        // Whatever was stored came from somebody: none of it may reach the terminal as more than text in its cell.
        IReadOnlyList<string[]> all = [[.. head], .. rows.Select(static row => row.Select(static cell => OneLine.Of(cell)).ToArray())];
        var widths = head.Select((_, column) => all.Max(row => row[column].Length)).ToArray();
        foreach (var row in all)
        {
            output.WriteLine(string.Join(Gap, row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }
}
