using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NextAuth.Protocol.Tests.Vectors;

/// <summary>Reads and writes docs/protocol/vectors.</summary>
internal static class VectorFile
{
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Folder { get; } = Path.Combine(Root(), "docs", "protocol", "vectors");

    public static JsonObject Read(string name)
    {
        var text = File.ReadAllText(Path.Combine(Folder, name));
        return JsonNode.Parse(text)?.AsObject() ?? throw new InvalidDataException(name);
    }

    public static void Write(string name, JsonObject content)
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, name), content.ToJsonString(Layout) + "\n");
    }

    public static JsonNode Hex(ReadOnlySpan<byte> bytes) => JsonValue.Create(Convert.ToHexStringLower(bytes));

    public static string Text(this JsonNode? node, string member) =>
        node?[member]?.GetValue<string>() ?? throw new InvalidDataException($"A vector lacks '{member}'.");

    public static byte[] Bytes(this JsonNode? node, string member) => Convert.FromHexString(node.Text(member));

    public static byte[] Utf8(this JsonNode? node, string member) => Encoding.UTF8.GetBytes(node.Text(member));

    public static IEnumerable<JsonObject> Objects(this JsonNode? node, string member)
    {
        var array = node?[member]?.AsArray() ?? throw new InvalidDataException($"A vector lacks '{member}'.");
        return array.Select(item => item!.AsObject());
    }

    // Not by [CallerFilePath]: a reproducible build rewrites those paths.
    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "NextAuth.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests run outside the repository.");
    }
}
