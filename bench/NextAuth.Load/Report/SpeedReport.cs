using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using NextAuth.Load.Machine;

namespace NextAuth.Load.Report;

/// <summary>Collects the rows and notes of a run and writes them as one table.</summary>
internal sealed class SpeedReport(TimeProvider time)
{
    private readonly List<Row> _rows = [];
    private readonly List<string> _notes = [];

    public void Add(Row row) => _rows.Add(row);

    /// <summary>Adds what a reader needs to believe a row.</summary>
    public void Note(string text) => _notes.Add(text);

    /// <summary>Gets the report as Markdown.</summary>
    public string ToMarkdown(string command)
    {
        string[][] lines =
        [
            ["what", "measured", "floor", "ratio", "demanded", "verdict"],
            .. _rows.Select(row => (string[])[row.What, row.Measured, row.Floor, row.Ratio, row.Demanded, row.Met switch { true => "met", false => "MISSED", null => "" }]),
        ];
        var widths = Enumerable.Range(0, lines[0].Length).Select(column => lines.Max(line => line[column].Length)).ToArray();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyy-MM-dd}, {CpuName()}, {Environment.ProcessorCount} cores seen, ");
        text.Append(CultureInfo.InvariantCulture, $"{RuntimeInformation.FrameworkDescription}, `{command}`; ");
        text.AppendLine(Cores.AreShared
            ? "server and driver share the only core."
            : $"server on core {Cores.Server}, driver on core {Cores.Driver}.");
        text.AppendLine();
        for (var i = 0; i < lines.Length; i++)
        {
            text.AppendLine($"| {string.Join(" | ", lines[i].Select((cell, column) => cell.PadRight(widths[column])))} |");
            if (i == 0)
            {
                text.AppendLine($"| {string.Join(" | ", widths.Select(width => new string('-', width)))} |");
            }
        }

        text.AppendLine();
        foreach (var note in _notes)
        {
            text.AppendLine($"- {note}");
        }

        return text.ToString();
    }

    /// <summary>Gets the processor's name, as the kernel knows it.</summary>
    public static string CpuName() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? line.Split(':', 2)[1].Trim()
            : RuntimeInformation.ProcessArchitecture.ToString();
}
