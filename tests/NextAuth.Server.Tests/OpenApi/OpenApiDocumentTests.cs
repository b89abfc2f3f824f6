using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using NextAuth.Server.Tests.Architecture;
using NextAuth.Server.Tests.Fixture;

namespace NextAuth.Server.Tests.OpenApi;

public class OpenApiDocumentTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static readonly string[] ComponentKinds = ["schemas", "responses"];

    private static string File => Path.Combine(SourceTree.Root, "docs", "api", "openapi.v2.2.json");

    [Fact]
    public async Task The_committed_document_is_what_the_code_says()
    {
        var written = OpenApiDocument.Write(shared.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints);
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            await System.IO.File.WriteAllTextAsync(File, written, TestContext.Current.CancellationToken);
            return;
        }

        Assert.True(
            written == (await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n"),
            "docs/api/openapi.v2.2.json is out of date: UPDATE_DOCS=1 dotnet test --project tests/NextAuth.Server.Tests writes it anew.");
    }

    [Fact]
    public async Task The_server_answers_the_committed_document_to_everybody()
    {
        using var answer = await shared.Server.Http.GetAsync("/openapi/v2.2.json", TestContext.Current.CancellationToken);

        Assert.Equal("application/json", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal(await System.IO.File.ReadAllBytesAsync(File, TestContext.Current.CancellationToken), await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_copy_that_is_still_right_is_not_sent_again()
    {
        using var first = await shared.Server.Http.GetAsync("/openapi/v2.2.json", TestContext.Current.CancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi/v2.2.json") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        using var second = await shared.Server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task Every_reference_leads_somewhere_and_every_schema_is_used()
    {
        var document = await ReadAsync();
        var references = document.ToJsonString().Split("\"$ref\":\"").Skip(1).Select(part => part[..part.IndexOf('"', StringComparison.Ordinal)]).ToHashSet();

        Assert.Equal(
            ComponentKinds.SelectMany(kind => document["components"]![kind]!.AsObject().Select(component => $"#/components/{kind}/{component.Key}")).ToHashSet(),
            references);
    }

    [Fact]
    public async Task Everything_has_a_description_and_every_parameter_an_example()
    {
        var document = await ReadAsync();
        var operations = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(operation => operation.Value!).ToList();

        Assert.All(operations, operation => Assert.True(operation["description"] is not null && operation["summary"] is not null));
        Assert.All(operations.SelectMany(operation => operation["parameters"]!.AsArray()), parameter => Assert.True(parameter!["description"] is not null && parameter["example"] is not null));
        Assert.All(
            document["components"]!["schemas"]!.AsObject().SelectMany(schema => schema.Value!["properties"]!.AsObject()),
            member => Assert.False(string.IsNullOrEmpty((string?)member.Value!["description"])));

        // A member that is a record, or a list of records, has those of its members.
        Assert.All(
            document["components"]!["schemas"]!.AsObject().SelectMany(schema => schema.Value!["properties"]!.AsObject()).Where(member => member.Value!["allOf"] is null && member.Value["items"]?["$ref"] is null),
            member => Assert.True(member.Value!["example"] is not null, member.Key));
        Assert.All(
            operations.Select(operation => operation["requestBody"]?["content"]!["application/json"]!).Where(body => body?["schema"]!["$ref"] is null && body is not null),
            body => Assert.True((body["example"] ?? body["schema"]!["example"]) is not null));
    }

    [Fact]
    public async Task The_reference_page_loads_nothing_from_elsewhere()
    {
        using var moved = await shared.Server.Http.GetAsync("/docs", TestContext.Current.CancellationToken);
        using var page = await shared.Server.Http.GetAsync(new Uri(shared.Server.Address, moved.Headers.Location ?? new("/docs/index.html", UriKind.Relative)), TestContext.Current.CancellationToken);
        var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.Contains("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", html, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"http", html, StringComparison.Ordinal);
    }

    private static async Task<JsonNode> ReadAsync() => JsonNode.Parse(await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken))!;
}
