using System.Diagnostics.CodeAnalysis;

namespace NextAuth.Server.Http;

/// <summary>
/// The query as it came over the wire. The platform's reader takes a malformed escape for ordinary text: another reader before or behind us would see another
/// value, and a user called <c>%zz</c> would be made by mistake.
/// </summary>
internal static class RawQuery
{
    /// <summary>Finds a parameter, the case of its name ignored as everywhere on this platform.</summary>
    /// <param name="query">With or without the question mark.</param>
    /// <param name="name">The parameter.</param>
    /// <param name="value">Its last value, still encoded.</param>
    /// <returns>How often it is given.</returns>
    public static int Find(ReadOnlySpan<char> query, string name, out ReadOnlySpan<char> value)
    {
        var count = 0;
        value = [];
        query = query.StartsWith('?') ? query[1..] : query;
        foreach (var range in query.Split('&'))
        {
            var pair = query[range];
            var equals = pair.IndexOf('=');
            if (TryDecode(equals < 0 ? pair : pair[..equals], out var given) && given.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                value = equals < 0 ? [] : pair[(equals + 1)..];
                count++;
            }
        }

        return count;
    }

    /// <summary>All values of a parameter that may be given more than once, still encoded, in their order.</summary>
    public static IReadOnlyList<string> FindAll(ReadOnlySpan<char> query, string name)
    {
        var values = new List<string>();
        query = query.StartsWith('?') ? query[1..] : query;
        foreach (var range in query.Split('&'))
        {
            if (Find(query[range], name, out var value) == 1)
            {
                values.Add(value.ToString());
            }
        }

        return values;
    }

    /// <summary>Decodes a name or a value once, <c>+</c> being a space; <see langword="false"/> when an escape is malformed or the result is not UTF-8.</summary>
    public static bool TryDecode(ReadOnlySpan<char> encoded, [NotNullWhen(true)] out string? text) =>
        encoded.Contains('+') ? RawPath.TryDecode(encoded.ToString().Replace('+', ' '), out text) : RawPath.TryDecode(encoded, out text);
}
