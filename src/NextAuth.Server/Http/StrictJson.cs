using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;

namespace NextAuth.Server.Http;

/// <summary>
/// Reads JSON bodies: at most <see cref="MaxSize"/> bytes of UTF-8, no duplicate members, no wrong types (the contexts of the slices say so, and <see cref="DuplicateMember"/>), at most 32 levels deep.
/// The Content-Type is not looked at: published clients leave it undefined, and the path says what the body is.
/// </summary>
internal static class StrictJson
{
    /// <summary>The largest body, in bytes (REST contract, section 1).</summary>
    public const int MaxSize = 256 * 1024;

    public static ProblemAnswer TooLarge() => ApiProblem.BodyTooLarge.ToResult($"The body must be {MaxSize} bytes at most.");

    /// <summary>Reads the body; <see langword="null"/> when it is empty.</summary>
    public static async ValueTask<Outcome<T?>> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        if (request.ContentLength > MaxSize)
        {
            return TooLarge();
        }

        // A chunked body does not say its size before; reading stops as soon as it is too large.
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > MaxSize)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                return TooLarge();
            }

            if (read.IsCompleted)
            {
                var outcome = Parse(read.Buffer, type);
                reader.AdvanceTo(read.Buffer.End);
                return outcome;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static Outcome<T?> Parse<T>(ReadOnlySequence<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        if (body.IsEmpty)
        {
            return default;
        }

        var json = body.IsSingleSegment ? body.FirstSpan : body.ToArray();
        if (!Utf8.IsValid(json))
        {
            return ApiProblem.InvalidBody.ToResult("The body must be UTF-8.");
        }

        try
        {
            var read = JsonSerializer.Deserialize(json, type);
            return DuplicateMember.Find(json) is { } twice ? ApiProblem.InvalidBody.ToResult(JsonRefusal.DescribeTwice(twice)) : read;
        }
        catch (JsonException refused)
        {
            return ApiProblem.InvalidBody.ToResult(JsonRefusal.Describe(refused, type));
        }
    }
}
