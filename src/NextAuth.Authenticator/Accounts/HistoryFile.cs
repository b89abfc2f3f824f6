using System.Text.Json;

namespace NextAuth.Authenticator.Accounts;

/// <summary>The history, a JSON object a line. The caller lets one writer in at a time.</summary>
internal sealed class HistoryFile(string path)
{
    private const int MaxEntries = 2000;
    private const long MaxSize = 1024 * 1024;

    public void Append(HistoryEntry entry)
    {
        if (new FileInfo(path) is { Exists: true, Length: > MaxSize })
        {
            var kept = Read().TakeLast(MaxEntries / 2).SelectMany(Line).ToArray();
            DurableFile.Replace(path, kept);
        }

        DurableFile.Append(path, Line(entry));
    }

    public IReadOnlyList<HistoryEntry> Read() => File.Exists(path)
        ? [.. File.ReadLines(path).Select(Parse).OfType<HistoryEntry>().TakeLast(MaxEntries)]
        : [];

    // A new line on both sides, so that an entry torn by a crash spoils no other.
    private static byte[] Line(HistoryEntry entry) => [(byte)'\n', .. JsonSerializer.SerializeToUtf8Bytes(entry, StoreJson.Default.HistoryEntry), (byte)'\n'];

    private static HistoryEntry? Parse(string line)
    {
        try
        {
            return line.Length == 0 ? null : JsonSerializer.Deserialize(line, StoreJson.Default.HistoryEntry);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
