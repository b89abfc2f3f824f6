using System.Globalization;
using System.Text;
using System.Text.Json;

namespace NextAuth.EndToEnd.Tests.Contract;

/// <summary>An answer, and what the contract says of all of them (docs/api/README.md, sections 1 and 5).</summary>
internal sealed record Answer
{
    private static readonly string[] ProblemMembers = ["type", "title", "status", "detail", "traceId"];

    /// <summary>What was asked for: for messages.</summary>
    public required string Call { get; init; }

    public required int Status { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required byte[] Body { get; init; }

    /// <summary>What the request held and no answer may repeat.</summary>
    public required IReadOnlyList<string> Secrets { get; init; }

    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The cause of a problem; <see langword="null"/> when it is none.</summary>
    public string? Cause => Headers.GetValueOrDefault("Content-Type") == "application/problem+json"
        ? Parse().GetProperty("type").GetString()!.Replace("urn:nextauth:problem:", "", StringComparison.Ordinal)
        : null;

    /// <summary>200 with nothing in it, and no type of nothing.</summary>
    public void IsEmpty()
    {
        IsGood();
        Assert.Empty(Body);
        Assert.Equal("0", Headers.GetValueOrDefault("Content-Length"));
        Assert.DoesNotContain("Content-Type", Headers.Keys);
    }

    /// <summary>200 with JSON of a schema of section 4.</summary>
    public JsonElement Is(string schema)
    {
        IsGood();
        Assert.Equal("application/json", Headers.GetValueOrDefault("Content-Type"));
        var json = Parse();
        Schema.Check(json, schema, Call);
        return json;
    }

    /// <summary>200 with attributes as text, as published.</summary>
    public JsonElement IsAttributes(string type = "text/plain; charset=utf-8")
    {
        IsGood();
        Assert.Equal(type, Headers.GetValueOrDefault("Content-Type"));
        var json = Parse();
        Assert.Equal(JsonValueKind.Object, json.ValueKind);
        return json;
    }

    /// <summary>200 with bytes of exactly this type.</summary>
    public byte[] IsBytes(string type)
    {
        IsGood();
        Assert.Equal(type, Headers.GetValueOrDefault("Content-Type"));
        Assert.Equal(Body.Length.ToString(CultureInfo.InvariantCulture), Headers.GetValueOrDefault("Content-Length"));
        Assert.NotEmpty(Body);
        return Body;
    }

    /// <summary>A problem of this status and cause, with all that RFC 9457 and the contract ask for and no secret.</summary>
    /// <returns>Its detail.</returns>
    public string IsProblem(int status, string cause)
    {
        Assert.True(Status == status && Cause == cause, $"{Call}: {status} {cause} expected, not {Status} {Text}");
        Assert.Equal("2.2", Headers.GetValueOrDefault("X-Api-Version"));
        var problem = Parse();
        Assert.Equal(ProblemMembers, problem.EnumerateObject().Select(member => member.Name));
        Assert.Equal($"urn:nextauth:problem:{cause}", problem.GetProperty("type").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.All((string[])["title", "detail", "traceId"], name => Assert.NotEqual("", problem.GetProperty(name).GetString()));
        Assert.All(Secrets, secret => Assert.DoesNotContain(secret, Text, StringComparison.Ordinal));
        Assert.DoesNotContain("System.", Text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Text, StringComparison.Ordinal);
        if (status == 429)
        {
            Assert.True(RetryAfter >= 1, $"{Call}: Retry-After is {RetryAfter}.");
        }

        return problem.GetProperty("detail").GetString()!;
    }

    /// <summary>The seconds to wait; <see langword="null"/>: not said.</summary>
    public int? RetryAfter => Headers.TryGetValue("Retry-After", out var seconds) ? int.Parse(seconds, CultureInfo.InvariantCulture) : null;

    private void IsGood()
    {
        Assert.True(Status == 200, $"{Call}: {Status} {Text}");
        Assert.Equal("2.2", Headers.GetValueOrDefault("X-Api-Version"));
    }

    private JsonElement Parse()
    {
        try
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw new InvalidOperationException($"{Call}: no JSON but {Text}");
        }
    }
}
