using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Attributes;
using NextAuth.Server.Http;

namespace NextAuth.Server.Tests.OpenApi;

/// <summary>Describes what operations share: the contracts (records of texts, numbers, flags, bytes, lists and other records) and the refusals.</summary>
internal sealed class ComponentWriter
{
    // The members of SessionInfo, which belongs to the phone protocol, too, and knows nothing of this document.
    private static readonly Dictionary<string, string> Examples = new()
    {
        [nameof(SessionInfo.Info)] = """{"Till":"4"}""",
        [nameof(SessionInfo.Ip)] = "\"203.0.113.7\"",
        [nameof(SessionInfo.Logo)] = "\"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==\"",
        [nameof(SessionInfo.Useragent)] = "\"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\"",
    };

    private readonly NullabilityInfoContext _nullability = new();

    /// <summary>What was described so far, by name.</summary>
    public SortedDictionary<string, JsonObject> Schemas { get; } = new(StringComparer.Ordinal);

    /// <summary>The refusals that were described so far, by the causes.</summary>
    public SortedDictionary<string, JsonObject> Responses { get; } = new(StringComparer.Ordinal);

    /// <summary>The schema of a type; a record is described once and referred to.</summary>
    public JsonObject Of(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(string) ? new() { ["type"] = "string" }
            : type == typeof(bool) ? new() { ["type"] = "boolean" }
            : type == typeof(int) ? new() { ["type"] = "integer", ["format"] = "int32" }
            : type == typeof(long) ? new() { ["type"] = "integer", ["format"] = "int64" }
            : type == typeof(byte[]) ? new() { ["type"] = "string", ["format"] = "byte" }
            : type == typeof(AttributesBody) ? new() { ["type"] = "object", ["additionalProperties"] = new JsonObject(), ["example"] = new JsonObject { ["city"] = "Bern", ["vip"] = true } }
            : type == typeof(IReadOnlyDictionary<string, string>) ? new() { ["type"] = "object", ["additionalProperties"] = Of(typeof(string)) }
            : type is { IsGenericType: true } list && list.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? new() { ["type"] = "array", ["items"] = Of(list.GetGenericArguments()[0]) }
            : Reference(type);
    }

    /// <summary>The schema of a record that is described where it stands: programs that make clients do not look there, and would have no use for it.</summary>
    public JsonObject Inline(Type record)
    {
        var schema = new JsonObject();
        Describe(record, schema);
        return schema;
    }

    /// <summary>The answer to any of several problems of one status.</summary>
    public JsonObject Response(IReadOnlyList<ApiProblem> problems)
    {
        var name = string.Join('.', problems.Select(problem => problem.Cause));
        if (!Responses.ContainsKey(name))
        {
            Responses[name] = Refusal(problems);
        }

        return new() { ["$ref"] = $"#/components/responses/{name}" };
    }

    private JsonObject Refusal(IReadOnlyList<ApiProblem> problems)
    {
        var refusal = new JsonObject { ["description"] = string.Join(" ", problems.Select(problem => problem.Title)) };
        if (problems[0].Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            refusal["headers"] = new JsonObject
            {
                ["Retry-After"] = new JsonObject { ["description"] = "After how many seconds a repeat may succeed.", ["schema"] = new JsonObject { ["type"] = "integer" } },
            };
        }

        var examples = new JsonObject(problems.Select(problem => KeyValuePair.Create(problem.Cause, (JsonNode?)new JsonObject { ["summary"] = problem.Title, ["value"] = Example(problem) })));
        refusal["content"] = new JsonObject { ["application/problem+json"] = new JsonObject { ["schema"] = Of(typeof(ProblemBody)), ["examples"] = examples } };
        return refusal;
    }

    private static JsonObject Example(ApiProblem problem) => new()
    {
        ["type"] = problem.Urn,
        ["title"] = problem.Title,
        ["status"] = problem.Status,
        ["detail"] = "What is wrong with this request, and what would be right.",
        ["traceId"] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    };

    private JsonObject Reference(Type record)
    {
        Assert.True(record.IsClass && record.Assembly.GetName().Name!.StartsWith("NextAuth.", StringComparison.Ordinal), $"{record} is no contract.");
        var name = record.GetCustomAttribute<SchemaNameAttribute>()?.Name ?? record.Name;
        if (!Schemas.ContainsKey(name))
        {
            var schema = Schemas[name] = [];
            Describe(record, schema);
        }

        return new() { ["$ref"] = $"#/components/schemas/{name}" };
    }

    private void Describe(Type record, JsonObject schema)
    {
        var (members, required) = (new JsonObject(), new JsonArray());
        foreach (var property in record.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetCustomAttribute<JsonIgnoreAttribute>() is null))
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            members[name] = Member(property);
            if (IsAlwaysThere(property))
            {
                required.Add(name);
            }
        }

        schema["type"] = "object";
        schema["description"] = Summaries.Of(record);
        if (required.Count > 0)
        {
            schema["required"] = required;
        }

        schema["properties"] = members;
        Mark(schema, record);
    }

    // A value that can't be null is always written.
    private bool IsAlwaysThere(PropertyInfo property) =>
        Nullable.GetUnderlyingType(property.PropertyType) is null && _nullability.Create(property).ReadState is NullabilityState.NotNull;

    private JsonObject Member(PropertyInfo property)
    {
        var schema = Of(property.PropertyType);

        // Beside a reference nothing else counts, in this version of OpenAPI.
        if (schema.ContainsKey("$ref"))
        {
            schema = new() { ["allOf"] = new JsonArray(schema) };
        }

        schema["description"] = Summaries.Of(property);
        if (property.GetCustomAttribute<MadeByServerAttribute>() is not null)
        {
            schema["readOnly"] = true;
        }

        if ((property.GetCustomAttribute<ExampleAttribute>()?.Json ?? (property.DeclaringType == typeof(SessionInfo) ? Examples[property.Name] : null)) is { } example)
        {
            schema["example"] = JsonNode.Parse(example);
        }

        Mark(schema, property);
        return schema;
    }

    private static void Mark(JsonObject schema, MemberInfo contract)
    {
        switch (contract.GetCustomAttribute<ExtensionAttribute>())
        {
            case { Values: { Count: > 0 } values }:
                schema["x-extension-values"] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]);
                break;
            case not null:
                schema["x-extension"] = true;
                break;
        }
    }
}
