using System.Text.Json;

namespace NextAuth.Server.Http;

/// <summary>
/// Finds a member that is given twice (readers differ in which of two they take). The serializer looks for it among the members that it knows, and skips others with all
/// that is in them; whoever checks a body before us may know those.
/// </summary>
internal static class DuplicateMember
{
    private const int MaxDepth = 32;

    /// <summary>The name of a member that its object has twice; <see langword="null"/>: there is none.</summary>
    /// <exception cref="JsonException">It is no JSON, or a name is no text.</exception>
    public static string? Find(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new() { MaxDepth = MaxDepth });
        var names = new HashSet<string>?[MaxDepth + 1];
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.StartObject)
            {
                names[reader.CurrentDepth + 1] = null;
            }
            else if (reader.TokenType is JsonTokenType.PropertyName)
            {
                var name = Name(ref reader);
                if (!(names[reader.CurrentDepth] ??= new(StringComparer.Ordinal)).Add(name))
                {
                    return name;
                }
            }
        }

        return null;
    }

    private static string Name(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException halfOfAPair)
        {
            throw new JsonException(null, halfOfAPair);
        }
    }
}
