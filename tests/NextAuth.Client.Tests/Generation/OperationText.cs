using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NextAuth.Client.Tests.Generation;

/// <summary>Writes an operation as a method. Arguments come in the document's order, those that may be left out last.</summary>
internal sealed partial class OperationText(string path, string method, JsonNode operation)
{
    // Beside GET and PUT, which are so by their meaning. A deletion that is repeated after a lost answer would be told that nothing is there.
    private static readonly string[] Repeatable = ["logout", "grantPermissions", "revokePermissions", "getOrCreateUserRole", "postQrLogin", "postHtmlLogin", "postHtmlFooter"];

    public string Area => (string)operation["tags"]![0]!;

    /// <summary>The name of the body's schema; <see langword="null"/>: no body, or no record.</summary>
    public string? BodySchema => Body is null ? null : SchemaText.Type(Body);

    private string Id => (string)operation["operationId"]!;

    private JsonNode? Body => operation["requestBody"]?["content"]!["application/json"]!["schema"];

    private IEnumerable<Argument> Arguments => operation["parameters"]!.AsArray()
        .Select(parameter => new Argument(
            (string)parameter!["name"]!, (string)parameter["in"]!, SchemaText.Type(parameter["schema"]!), (bool)parameter["required"]!, (string)parameter["description"]!))
        .Concat(operation["requestBody"] is { } body
            ? [new(Variable(BodySchema!), "body", BodySchema!, (bool)body["required"]!, (string)body["description"]!)]
            : []);

    public static string Capital(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    public static string Escape(string text) => Code().Replace(text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal), "<c>$1</c>");

    public string Write()
    {
        var arguments = Arguments.OrderBy(argument => !argument.Required).ToList();
        var text = new StringBuilder();
        text.Append($"    /// <summary>{Escape((string)operation["description"]!)}</summary>\n");
        foreach (var argument in arguments)
        {
            text.Append($"    /// <param name=\"{argument.Variable}\">{Escape(argument.Description.TrimEnd('.'))}.</param>\n");
        }

        text.Append("    /// <param name=\"cancellationToken\">Stops waiting; what the server has begun goes on.</param>\n");
        if (Answer is { } answered)
        {
            text.Append($"    /// <returns>{(answered == "byte[]" ? "The bytes" : "What the server answers")}.</returns>\n");
        }

        text.Append($"    /// <exception cref=\"NextAuthApiException\">The server refused: {Escape(Refusals())}</exception>\n");
        text.Append("    /// <exception cref=\"HttpRequestException\">The server could not be reached, or did not answer in time.</exception>\n");
        text.Append($"    public Task{(Answer is { } type ? $"<{type}>" : "")} {Capital(Id)}Async(");
        text.Append(string.Concat(arguments.Select(argument => argument.Declaration + ", ")));
        text.Append("CancellationToken cancellationToken = default) =>\n");
        text.Append($"        _client.{Send()}\n            {Request()}{(Answer is { } and not ("byte[]" or "string") ? $",\n            ApiJson.Default.{JsonName(Answer)}" : "")},\n            cancellationToken);");
        return text.ToString();
    }

    private static string Variable(string type) => type switch
    {
        "System.Text.Json.Nodes.JsonObject" => "attributes",
        "IReadOnlyList<string>" => "rights",
        _ => char.ToLowerInvariant(type[0]) + type[1..],
    };

    private static string JsonName(string type) => type switch
    {
        "System.Text.Json.Nodes.JsonObject" => "JsonObject",
        "IReadOnlyList<string>" => "IReadOnlyListString",
        _ => type,
    };

    private string? Answer => operation["responses"]!["200"]!["content"]?.AsObject().First().Value!["schema"] is { } schema ? SchemaText.Type(schema) : null;

    private bool IsRepeatable => method is "get" or "put" || Id.StartsWith("set", StringComparison.Ordinal) || Repeatable.Contains(Id);

    private string Send() => Answer switch { null => "SendAsync(", "byte[]" => "ReadBytesAsync(", "string" => "ReadTextAsync(", _ => "ReadAsync(" };

    private string Refusals() => string.Join(
        ", ", operation["responses"]!.AsObject().Where(response => response.Key != "200").SelectMany(response => ((string)response.Value!["$ref"]!).Split('/')[^1].Split('.'))) + ".";

    private string Request()
    {
        var filled = Places().Replace(path.TrimStart('/'), place => Arguments.Single(argument => argument.Name == place.Groups[1].Value).Segment);
        var text = new StringBuilder($"new ApiRequest(HttpMethod.{Capital(method)}, $\"{filled}\") {{ IsRepeatable = {(IsRepeatable ? "true" : "false")} }}");
        foreach (var argument in Arguments)
        {
            text.Append(argument.Where switch
            {
                "header" => $"\n                .OfSession({argument.Variable}, nameof({argument.Variable}))",
                "query" => $"\n                .With(\"{argument.Name}\", {argument.Variable})",
                "body" => $"\n                .WithBody({argument.Variable}, ApiJson.Default.{JsonName(argument.Type)})",
                _ => "",
            });
        }

        return text.ToString();
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Places();

    [GeneratedRegex("`([^`]*)`")]
    private static partial Regex Code();

    private sealed record Argument(string Name, string Where, string Type, bool Required, string Description)
    {
        public string Variable => Name == "X-nonce" ? "xNonce" : Name;

        public string Declaration => Required ? $"{Type} {Variable}" : $"{Type}? {Variable} = null";

        public string Segment => $"{{ApiRequest.Segment({Variable}{(Type == "string" ? $", nameof({Variable})" : "")})}}";
    }
}
