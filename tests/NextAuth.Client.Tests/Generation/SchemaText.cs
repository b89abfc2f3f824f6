using System.Text.Json.Nodes;

namespace NextAuth.Client.Tests.Generation;

/// <summary>Writes a schema as a record.</summary>
internal static class SchemaText
{
    public static string Write(string name, JsonNode schema, bool isTaken)
    {
        var required = (schema["required"]?.AsArray() ?? []).Select(member => (string)member!).ToHashSet();
        var members = schema["properties"]!.AsObject().Select(member => Member(name, member.Key, member.Value!, required.Contains(member.Key) && !isTaken));
        return $$"""
            namespace NextAuthApi;

            /// <summary>{{OperationText.Escape((string)schema["description"]!)}}</summary>
            public sealed record {{name}}
            {
            {{string.Join("\n\n", members)}}
            }

            """;
    }

    /// <summary>The C# type of a schema.</summary>
    public static string Type(JsonNode schema)
    {
        if (Reference(schema) is { } name)
        {
            return name;
        }

        return ((string?)schema["type"], (string?)schema["format"]) switch
        {
            ("string", "byte" or "binary") => "byte[]",
            ("string", _) => "string",
            ("boolean", _) => "bool",
            ("integer", "int64") => "long",
            ("integer", _) => "int",
            ("array", _) => $"IReadOnlyList<{Type(schema["items"]!)}>",
            ("object", _) when schema["additionalProperties"]?["type"] is { } values => $"IReadOnlyDictionary<string, {Type(new JsonObject { ["type"] = values.DeepClone() })}>",
            ("object", _) => "System.Text.Json.Nodes.JsonObject",
            var unknown => throw new NotSupportedException($"{unknown}"),
        };
    }

    /// <summary>The schemas that a schema refers to.</summary>
    public static IEnumerable<string> References(JsonNode schema) =>
        schema["properties"]!.AsObject().Select(member => Reference(member.Value!["items"] ?? member.Value!)).OfType<string>();

    private static string? Reference(JsonNode schema) => ((string?)(schema["$ref"] ?? schema["allOf"]?[0]?["$ref"]))?.Split('/')[^1];

    private static string Member(string record, string name, JsonNode schema, bool required)
    {
        // In C# a member can't have its type's name: the users of Users are its items, the role of a Role is its id.
        var isTaken = OperationText.Capital(name) == record;
        var member = !isTaken ? OperationText.Capital(name) : (string?)schema["type"] is "array" ? "Items" : "Id";
        var wire = isTaken ? $"    [System.Text.Json.Serialization.JsonPropertyName(\"{name}\")]\n" : "";
        var note = (bool?)schema["readOnly"] is true ? " Made by the server: ignored in requests." : "";
        return $"    /// <summary>{OperationText.Escape((string)schema["description"]!)}{note}</summary>\n{wire}"
            + $"    public {(required ? "required " : "")}{Type(schema)}{(required ? "" : "?")} {member} {{ get; init; }}";
    }
}
