using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace NextAuth.Server.Http;

/// <summary>Answers of the REST API: nothing, bytes, or JSON; each with its Content-Length.</summary>
internal static class Answer
{
    // Grown by a large answer; not kept above this.
    private const int MaxKept = 64 * 1024;

    [ThreadStatic]
    private static Scratch? ThreadScratch;

    /// <summary>200 with an empty body: "null (empty response body)".</summary>
    public static IResult Empty { get; } = new EmptyAnswer();

    public static IResult Json<T>(T value, JsonTypeInfo<T> type, string contentType = "application/json") => new JsonAnswer<T>(value, type, contentType);

    public static IResult Bytes(ReadOnlyMemory<byte> content, string contentType) => new BytesAnswer(content, contentType);

    /// <summary>Writes JSON into the response's pipe. The writer and its buffer are the thread's own, so nothing is allocated for them.</summary>
    public static async Task WriteAsync<T>(HttpResponse response, T value, JsonTypeInfo<T> type, string contentType, CancellationToken cancellationToken)
    {
        WriteBody(response, value, type, contentType);
        await response.BodyWriter.FlushAsync(cancellationToken);
    }

    private static void WriteBody<T>(HttpResponse response, T value, JsonTypeInfo<T> type, string contentType)
    {
        var scratch = ThreadScratch ??= new();
        scratch.Buffer.ResetWrittenCount();
        scratch.Writer.Reset(scratch.Buffer);
        JsonSerializer.Serialize(scratch.Writer, value, type);

        var json = scratch.Buffer.WrittenSpan;
        response.ContentType = contentType;
        response.ContentLength = json.Length;
        response.BodyWriter.Write(json);
        if (scratch.Buffer.Capacity > MaxKept)
        {
            ThreadScratch = null;
        }
    }

    private sealed class Scratch
    {
        public ArrayBufferWriter<byte> Buffer { get; } = new(1024);

        public Utf8JsonWriter Writer { get; } = new(Stream.Null);
    }

    private sealed class EmptyAnswer : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentLength = 0;
            return Task.CompletedTask;
        }
    }

    private sealed class JsonAnswer<T>(T value, JsonTypeInfo<T> type, string contentType) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) =>
            WriteAsync(httpContext.Response, value, type, contentType, httpContext.RequestAborted);
    }

    private sealed class BytesAnswer(ReadOnlyMemory<byte> content, string contentType) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentType = contentType;
            httpContext.Response.ContentLength = content.Length;
            await httpContext.Response.BodyWriter.WriteAsync(content, httpContext.RequestAborted);
        }
    }
}
