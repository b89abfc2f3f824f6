using System.Net;
using System.Text.Json.Nodes;

namespace NextAuth.Server.Tests.Fixture;

/// <summary>Looks at answers.</summary>
internal static class Answers
{
    public static async Task<JsonObject> JsonAsync(this Task<HttpResponseMessage> sent)
    {
        using var response = await sent;
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode is HttpStatusCode.OK, $"{(int)response.StatusCode} {text}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("2.2", Assert.Single(response.Headers.GetValues("X-Api-Version")));
        return JsonNode.Parse(text)!.AsObject();
    }

    public static async Task<byte[]> BytesAsync(this Task<HttpResponseMessage> sent, string contentType)
    {
        using var response = await sent;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(contentType, response.Content.Headers.ContentType?.ToString());
        return await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The answer is 200 with nothing in it: "null (empty response body)".</summary>
    public static async Task IsEmptyAsync(this Task<HttpResponseMessage> sent)
    {
        using var response = await sent;
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode is HttpStatusCode.OK, $"{(int)response.StatusCode} {text}");
        Assert.Equal(0, response.Content.Headers.ContentLength);
        Assert.Equal("", text);
        Assert.Equal("2.2", Assert.Single(response.Headers.GetValues("X-Api-Version")));
    }

    /// <summary>The answer is a problem with everything RFC 9457 and the contract ask for.</summary>
    /// <returns>Its detail.</returns>
    public static async Task<string> IsProblemAsync(this Task<HttpResponseMessage> sent, int status, string cause)
    {
        using var response = await sent;
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)response.StatusCode == status, $"{status} {cause} expected, not {(int)response.StatusCode} {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("2.2", Assert.Single(response.Headers.GetValues("X-Api-Version")));
        if (status == 429)
        {
            Assert.True(response.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        }

        var problem = JsonNode.Parse(text)!.AsObject();
        Assert.Equal(["type", "title", "status", "detail", "traceId"], problem.Select(member => member.Key));
        Assert.Equal($"urn:nextauth:problem:{cause}", (string?)problem["type"]);
        Assert.Equal(status, (int?)problem["status"]);
        Assert.NotEqual("", (string?)problem["title"]);
        Assert.NotEqual("", (string?)problem["traceId"]);
        return (string)problem["detail"]!;
    }
}
