using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NextAuth.Server.Http;

namespace NextAuth.Server.Tests.OpenApi;

/// <summary>Makes docs/api/openapi.v2.2.json from the endpoints, their handlers' summaries and the contracts.</summary>
internal static class OpenApiDocument
{
    // Most generators read this version of OpenAPI, and not all read the next.
    private const string Version = "3.0.3";

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    private static readonly (string Name, string Description)[] Areas =
    [
        ("Sessions", "Logging in and out: sessions of web applications, QR codes, pushes."),
        ("Html", "Blocks and script that a page takes in as they are."),
        ("Registration", "Enrolling phones, and tying accounts to users."),
        ("Users", "Users, and their attributes."),
        ("Accounts", "Accounts: each is one phone's identity on one server."),
        ("Transactions", "What people approve on their phone, signed."),
        ("Servers", "Virtual servers, and their attributes."),
        ("Management", "API keys, roles and permissions."),
        ("Global", "Attributes that only global roles see."),
    ];

    public static string Write(IEnumerable<Endpoint> endpoints)
    {
        var schemas = new ComponentWriter();
        var paths = new JsonObject();
        foreach (var operation in endpoints.OfType<RouteEndpoint>().Where(endpoint => endpoint.Metadata.GetMetadata<ApiOperation>() is not null).Select(endpoint => new OperationWriter(endpoint, schemas)))
        {
            var path = paths[operation.Path] as JsonObject ?? [];
            paths[operation.Path] = path;
            path[operation.Method] = operation.Write();
        }

        return new JsonObject
        {
            ["openapi"] = Version,
            ["info"] = new JsonObject
            {
                ["title"] = "nextAuth",
                ["version"] = "2.2",
                ["description"] = "What web applications call to log people in with their phone. What the published API does not have is marked x-extension. Times are Unix seconds; "
                    + "members without a value are left out; every path works with and without a slash at its end.",
                ["license"] = new JsonObject { ["name"] = "Apache-2.0", ["url"] = "https://www.apache.org/licenses/LICENSE-2.0" },
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/", ["description"] = "The server that answers this document." }),
            ["security"] = new JsonArray(
                new JsonObject { ["api_key"] = new JsonArray() },
                new JsonObject { ["api_key"] = new JsonArray(), ["role_id"] = new JsonArray() }),
            ["tags"] = new JsonArray([.. Areas.Select(area => new JsonObject { ["name"] = area.Name, ["description"] = area.Description })]),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = Sorted(schemas.Schemas),
                ["responses"] = Sorted(schemas.Responses),
                ["securitySchemes"] = new JsonObject
                {
                    ["api_key"] = Header("X-apikey", "An API key. It belongs to one role, whose rights the call has."),
                    ["role_id"] = Header("X-su", "The id of a role whose rights the call is to have instead; for roles with global root or setrid."),
                },
            },
        }.ToJsonString(Readable) + "\n";
    }

    private static JsonObject Sorted(SortedDictionary<string, JsonObject> components) =>
        new(components.Select(component => KeyValuePair.Create(component.Key, (JsonNode?)component.Value)));

    private static JsonObject Header(string name, string description) =>
        new() { ["type"] = "apiKey", ["in"] = "header", ["name"] = name, ["description"] = description };
}
