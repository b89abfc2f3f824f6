using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using NextAuth.Server.Http;

namespace NextAuth.Server.Tests.OpenApi;

/// <summary>Describes one operation from what stands at its mapping.</summary>
internal sealed class OperationWriter(RouteEndpoint endpoint, ComponentWriter schemas)
{
    private readonly ApiOperation _operation = endpoint.Metadata.GetRequiredMetadata<ApiOperation>();
    private readonly ApiBody? _body = endpoint.Metadata.GetMetadata<ApiBody>();
    private readonly IReadOnlyList<ApiParameter> _parameters = endpoint.Metadata.GetOrderedMetadata<ApiParameter>();

    // Parameters of the path, which many operations share.
    private static readonly Dictionary<string, (string Description, JsonObject Schema, JsonNode Example)> InPath = new()
    {
        ["serverid"] = ("Base64 encoded server id", Text(), "vQ2xYb0sT7mLpRkWcDzEaHnU"),
        ["userid"] = ("The user's name, percent-encoded once", Text(1, 255), "alice"),
        ["accountid"] = ("The number of the account", new() { ["type"] = "integer", ["format"] = "int64" }, 42),
        ["roleid"] = ("Base64 encoded role id", Text(), "r0leAbCdEfGhIjKlMnOpQrSt"),
        ["transactionid"] = ("Base64 encoded transaction id", Text(), "t1mQy0cRkVbGfO3nZ8sLwXaE"),
        ["attributekey"] = ("The name of the attribute, percent-encoded once", Text(1, 128), "city"),
    };

    public string Method => endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Single().ToLowerInvariant();

    public string Path => "/" + endpoint.RoutePattern.RawText!.TrimStart('/');

    private string Name => endpoint.Metadata.GetRequiredMetadata<IEndpointNameMetadata>().EndpointName;

    public JsonObject Write()
    {
        var text = endpoint.Metadata.GetMetadata<IEndpointSummaryMetadata>()?.Summary ?? Summaries.Of(endpoint.Metadata.GetRequiredMetadata<MethodInfo>());
        var first = text.IndexOfAny(['.', ':', ';']) is > 0 and var end ? text[..end] : text;
        var operation = new JsonObject
        {
            ["tags"] = new JsonArray(endpoint.Metadata.GetRequiredMetadata<ITagsMetadata>().Tags.Single()),
            ["summary"] = first,
            ["description"] = $"{text} {Needs()}{(_operation.IsExtension ? " Not in the published API." : "")}",
            ["operationId"] = Name,
        };
        if (_operation.IsExtension)
        {
            operation["x-extension"] = true;
        }

        operation["parameters"] = Parameters();
        if (_body is not null)
        {
            operation["requestBody"] = new JsonObject
            {
                ["description"] = _body.Description,
                ["required"] = _body.Required,
                ["content"] = new JsonObject { ["application/json"] = Content(_body) },
            };
        }

        operation["responses"] = Responses();
        return operation;
    }

    private static JsonObject Text(int? shortest = null, int? longest = null)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (longest is not null)
        {
            schema["minLength"] = shortest;
            schema["maxLength"] = longest;
        }

        return schema;
    }

    private string Needs() => _operation switch
    {
        { ForEveryRole: true } => "Every role may call it.",
        { OnServer: false } or { GloballyOnly: true } => $"Required permission: global {Quoted()}.",
        _ => $"Required permission: {Quoted()}.",
    };

    private string Quoted() => string.Join(" or ", _operation.RightsInWords.Split(" or ").Select(right => $"'{right}'"));

    private JsonArray Parameters()
    {
        var parameters = new JsonArray();
        foreach (var parameter in endpoint.RoutePattern.Parameters)
        {
            var (description, schema, example) = InPath[parameter.Name];
            if (parameter.Name is "serverid" && _operation.AlsoGlobal)
            {
                description += "; our extension: 'global' for the global rights, for which the needed right must be held globally";
            }

            parameters.Add(Parameter(parameter.Name, "path", description, required: true, schema.DeepClone(), example.DeepClone()));

            // Generated clients take arguments in this order, and the published ones have the nonce second.
            if (_operation.OfSession && parameter.Name is "serverid")
            {
                parameters.Add(Parameter(
                    "X-nonce", "header", "Nonce to identify the browser/webserver session: visible ASCII characters, compared exactly", required: true, Text(1, 512), "mYx2vF8bQ0nL"));
            }
        }

        foreach (var parameter in _parameters)
        {
            var described = Parameter(parameter.Name, "query", parameter.Description, parameter.Required, Schema(parameter), Node(parameter.Example)!);
            if (parameter.IsExtension)
            {
                described["x-extension"] = true;
            }

            if (parameter.OurValues.Count > 0)
            {
                described["x-extension-values"] = new JsonArray([.. parameter.OurValues.Select(value => JsonValue.Create(value))]);
            }

            parameters.Add(described);
        }

        return parameters;
    }

    private static JsonObject Parameter(string name, string where, string description, bool required, JsonNode schema, JsonNode example) => new()
    {
        ["name"] = name,
        ["in"] = where,
        ["description"] = description,
        ["required"] = required,
        ["schema"] = schema,
        ["example"] = schema["type"]!.GetValue<string>() == "array" ? new JsonArray(example) : example,
    };

    private static JsonObject Schema(ApiParameter parameter)
    {
        var schema = parameter.Example switch
        {
            bool => new JsonObject { ["type"] = "boolean" },
            int when parameter.Range is { Most: > int.MaxValue } => new JsonObject { ["type"] = "integer", ["format"] = "int64" },
            int => new JsonObject { ["type"] = "integer", ["format"] = "int32" },
            _ => Text(parameter.Length?.Shortest, parameter.Length?.Longest),
        };
        if (parameter.Range is var (least, most))
        {
            schema["minimum"] = least;
            schema["maximum"] = most;
        }

        if (parameter.Values is { } values)
        {
            schema["enum"] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]);
        }

        if (parameter.Default is not null)
        {
            schema["default"] = Node(parameter.Default);
        }

        return parameter.Repeats ? new() { ["type"] = "array", ["items"] = schema } : schema;
    }

    private static JsonNode? Node(object value) => value switch { bool flag => flag, int number => number, _ => (string)value };

    private JsonObject Responses()
    {
        var responses = new JsonObject { ["200"] = Success(endpoint.Metadata.GetRequiredMetadata<ApiAnswer>()) };
        foreach (var problems in Problems().Distinct().GroupBy(problem => problem.Status).OrderBy(group => group.Key))
        {
            responses[problems.Key.ToString(CultureInfo.InvariantCulture)] = schemas.Response([.. problems]);
        }

        return responses;
    }

    private JsonObject Content(ApiBody body)
    {
        var content = new JsonObject { ["schema"] = schemas.Of(body.Type) };
        if (body.Example is { } example)
        {
            content["example"] = JsonNode.Parse(example);
        }

        return content;
    }

    private JsonObject Success(ApiAnswer answer)
    {
        if (answer.MediaTypes.Count == 0)
        {
            return answer.Instead is not var (type, when)
                ? new() { ["description"] = "Done. The body is empty." }
                : new()
                {
                    ["description"] = $"Done. The body is empty. {when}",
                    ["x-extension-content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = schemas.Inline(type) } },
                };
        }

        var content = new JsonObject();
        foreach (var type in answer.MediaTypes)
        {
            content[type] = new JsonObject { ["schema"] = answer.Type is null ? new JsonObject { ["type"] = "string", ["format"] = "binary" } : schemas.Of(answer.Type) };
        }

        return new() { ["description"] = "Done.", ["content"] = content };
    }

    private IEnumerable<ApiProblem> Problems()
    {
        if (_operation.OfSession)
        {
            yield return ApiProblem.InvalidNonce;
        }

        if (_parameters.Count > 0 || endpoint.RoutePattern.Parameters.Any(parameter => parameter.Name is "userid" or "attributekey"))
        {
            yield return ApiProblem.InvalidParameter;
        }

        if (_body is not null)
        {
            yield return ApiProblem.InvalidBody;
        }

        // Whether a body is wanted or not.
        yield return ApiProblem.BodyTooLarge;

        yield return ApiProblem.UnknownKey;
        yield return ApiProblem.MayNotImpersonate;
        yield return ApiProblem.UnknownImpersonated;
        if (!_operation.ForEveryRole)
        {
            yield return ApiProblem.MissingRight;
        }

        if (_operation.OnServer)
        {
            yield return ApiProblem.UnknownServer;
        }

        foreach (var problem in endpoint.Metadata.GetOrderedMetadata<ApiProblems>().SelectMany(own => own.Problems))
        {
            yield return problem;
        }

        yield return ApiProblem.TooManyFailures;
        yield return ApiProblem.Failure;
        yield return ApiProblem.StorageUnavailable;
    }
}
