using System.Text.Json.Nodes;
using NextAuth.Server.Tests.Architecture;

namespace NextAuth.Server.Tests.OpenApi;

/// <summary>The document against the published API: what others generated from that one must find everything here.</summary>
public class PublishedOperationTests
{
    private static readonly JsonNode Document = JsonNode.Parse(File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "api", "openapi.v2.2.json")))!;

    private static readonly Dictionary<string, (string Method, string Path, JsonNode Operation)> Operations = Document["paths"]!.AsObject()
        .SelectMany(path => path.Value!.AsObject().Select(operation => (Method: operation.Key, Path: path.Key, Operation: operation.Value!)))
        .ToDictionary(operation => (string)operation.Operation["operationId"]!);

    public static TheoryData<string> Published => [.. PublishedOperation.All.Select(operation => operation.Id)];

    public static TheoryData<string> PublishedSchemas => [.. PublishedOperation.Schemas.Keys];

    [Fact]
    public void The_published_operations_are_there_and_ours_are_marked()
    {
        Assert.Equal(
            PublishedOperation.All.Select(operation => operation.Id).Concat(PublishedOperation.Extensions).Order(StringComparer.Ordinal),
            Operations.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            PublishedOperation.Extensions.Order(StringComparer.Ordinal),
            Operations.Where(operation => operation.Value.Operation["x-extension"] is not null).Select(operation => operation.Key).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Published))]
    public void An_operation_is_as_published(string id)
    {
        var published = PublishedOperation.All.Single(operation => operation.Id == id);
        var (method, path, operation) = Operations[id];

        Assert.Equal((published.Method, published.Path.StartsWith('S') ? "/servers/{serverid}" + published.Path[1..] : published.Path), (method, path));
        Assert.Equal(published.Takes, string.Join(' ', Takes(operation)));
        Assert.Equal(published.Answers, Answers(operation));
    }

    [Theory]
    [MemberData(nameof(PublishedSchemas))]
    public void A_schema_has_the_published_members_of_the_published_types(string name)
    {
        var schema = Document["components"]!["schemas"]![name]!;
        var required = (schema["required"]?.AsArray() ?? []).Select(member => (string)member!).ToHashSet();
        var published = PublishedOperation.Schemas[name].Split(' ');

        Assert.Equal(
            published.Select(member => member.TrimEnd('!')).Order(StringComparer.Ordinal),
            schema["properties"]!.AsObject().Where(member => member.Value!["x-extension"] is null).Select(member => $"{member.Key}:{MemberType(member.Value!)}").Order(StringComparer.Ordinal));

        // We promise more than is published where we always answer a member.
        Assert.Subset(required, published.Where(member => member.EndsWith('!')).Select(member => member.Split(':')[0]).ToHashSet());
    }

    [Fact]
    public void Contracts_that_are_not_published_are_marked() => Assert.Equal(
        Document["components"]!["schemas"]!.AsObject().Select(schema => schema.Key).Except(PublishedOperation.Schemas.Keys).Order(StringComparer.Ordinal),
        Document["components"]!["schemas"]!.AsObject().Where(schema => schema.Value!["x-extension"] is not null).Select(schema => schema.Key).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("TransactionResult", "tstatus", "3")]
    [InlineData("Server", "serverFlags", "uniqueNames typedCode noVash")]
    public void Values_that_are_not_published_are_marked(string schema, string member, string values) => Assert.Equal(
        values, string.Join(' ', Document["components"]!["schemas"]![schema]!["properties"]![member]!["x-extension-values"]!.AsArray()));

    [Theory]
    [InlineData("provokeLogin")]
    [InlineData("provokeLoginOnUser")]
    [InlineData("provokeLoginOnAccount")]
    public void The_digits_of_a_push_are_described_beside_the_published_empty_answer(string id)
    {
        var done = Operations[id].Operation["responses"]!["200"]!;
        Assert.Null(done["content"]);
        Assert.Equal("code", Assert.Single(done["x-extension-content"]!["application/json"]!["schema"]!["properties"]!.AsObject()).Key);
    }

    [Fact]
    public void A_parameter_of_the_path_is_required_and_declared_once() => Assert.All(Operations.Values, operation => Assert.Equal(
        operation.Path.Split('{').Skip(1).Select(part => part[..part.IndexOf('}', StringComparison.Ordinal)]),
        Parameters(operation.Operation, "path").Where(parameter => (bool)parameter["required"]!).Select(parameter => (string)parameter["name"]!)));

    private static IEnumerable<string> Takes(JsonNode operation)
    {
        foreach (var parameter in Parameters(operation, "header").Concat(Parameters(operation, "query")).Where(parameter => parameter["x-extension"] is null))
        {
            yield return ((string)parameter["name"]! is "X-nonce" ? "nonce" : (string)parameter["name"]!) + ((bool)parameter["required"]! ? "!" : "");
        }

        if (operation["requestBody"] is { } body)
        {
            yield return Name(body["content"]!["application/json"]!["schema"]!) switch { "strings" => "Strings", "object" => "Object", var name => name } + ((bool)body["required"]! ? "!" : "");
        }
    }

    private static string Answers(JsonNode operation) =>
        operation["responses"]!["200"]!["content"]?.AsObject().First().Value!["schema"] is { } schema ? Name(schema) : "";

    private static string Name(JsonNode schema) => schema switch
    {
        _ when (string?)schema["$ref"] is { } reference => reference.Split('/')[^1],
        _ when (string?)schema["format"] is "binary" => "file",
        _ when (string?)schema["type"] is "array" => "strings",
        _ => (string)schema["type"]!,
    };

    private static string MemberType(JsonNode schema) => ((string?)schema["type"], (string?)schema["format"]) switch
    {
        (null, _) when schema["allOf"] is { } all => MemberType(Assert.Single(all.AsArray())!),
        (null, _) when (string?)schema["$ref"] is { } reference => reference.Split('/')[^1],
        ("array", null) => $"[{MemberType(schema["items"]!)}]",
        ("object", null) when schema["additionalProperties"] is { } values => $"{{{MemberType(values)}}}",
        ("string", null) => "string",
        ("string", "byte") => "base64",
        ("boolean", null) => "bool",
        ("integer", "int32") => "int",
        ("integer", "int64") => "long",
        _ => schema.ToJsonString(),
    };

    private static IEnumerable<JsonNode> Parameters(JsonNode operation, string where) =>
        operation["parameters"]!.AsArray().Select(parameter => parameter!).Where(parameter => (string)parameter["in"]! == where);
}
