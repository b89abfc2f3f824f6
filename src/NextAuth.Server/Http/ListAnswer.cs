using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace NextAuth.Server.Http;

/// <summary>
/// Answers with a list that may be far larger than what we want in memory: each item is written as it is read, and no further one is read before the caller has taken
/// most of what is written. It has no Content-Length: nobody knows it at the beginning.
/// </summary>
/// <param name="name">The member that holds the items.</param>
/// <param name="items">The items, read one by one.</param>
/// <param name="total">How many there are in all.</param>
/// <param name="type">How an item is written.</param>
internal sealed class ListAnswer<T>(string name, IAsyncEnumerable<T> items, long total, JsonTypeInfo<T> type) : IResult
{
    // Small items go together.
    private const int FlushSize = 32 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, cancellationToken) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        json.WriteStartArray(name);
        var flushed = 0L;
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            JsonSerializer.Serialize(json, item, type);
            if (json.BytesCommitted - flushed > FlushSize)
            {
                flushed = json.BytesCommitted;
                await response.BodyWriter.FlushAsync(cancellationToken);
            }
        }

        json.WriteEndArray();
        json.WriteNumber("totalnumber", total);
        json.WriteEndObject();
        json.Flush();
        await response.BodyWriter.FlushAsync(cancellationToken);
    }
}
