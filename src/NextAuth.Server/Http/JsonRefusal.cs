using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace NextAuth.Server.Http;

/// <summary>Says in our words why JSON was refused: which member, and what would be right. The platform's messages name .NET types.</summary>
internal static class JsonRefusal
{
    public static string Describe(JsonException refused, JsonTypeInfo type)
    {
        var path = refused.Path is ['$', '.', .. var member] ? member : "";
        var subject = path.Length == 0 ? "The body" : $"The member {Shorten(path)} of the body";
        var place = string.Create(
            CultureInfo.InvariantCulture, $"line {(refused.LineNumber ?? 0) + 1}, byte {(refused.BytePositionInLine ?? 0) + 1}");
        return $"{subject} is malformed, given twice, nested too deeply or of the wrong type ({place}). Right would be {Expected(type, path)}.";
    }

    public static string DescribeTwice(string member) => $"The member {Shorten(member)} of the body is given twice.";

    // A path may hold a name of the caller's, and names can be long.
    private static string Shorten(string path) => path.Length <= 100 ? path : string.Concat(path.AsSpan(0, 100), "…");

    private static string Expected(JsonTypeInfo type, string path)
    {
        foreach (var name in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            var member = type.Properties.FirstOrDefault(property => property.Name == name);
            if (member is null)
            {
                break;
            }

            type = type.Options.GetTypeInfo(member.PropertyType);
        }

        return type switch
        {
            { Kind: JsonTypeInfoKind.Object } => $"an object with the members {string.Join(", ", type.Properties.Select(member => member.Name))}",
            { Kind: JsonTypeInfoKind.Dictionary } => "an object of strings",
            { Kind: JsonTypeInfoKind.Enumerable } => "an array of strings",
            _ when type.Type == typeof(string) => "a string",
            _ when type.Type.IsValueType => "a whole number",
            _ => "an object",
        };
    }
}
