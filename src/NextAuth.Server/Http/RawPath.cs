using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Routing.Patterns;

namespace NextAuth.Server.Http;

/// <summary>
/// The path as it came over the wire. The platform's decoded path leaves <c>%2F</c> as it is, so <c>%2F</c> and <c>%252F</c> look alike in it: one user could be
/// taken for another. Segments are therefore taken here and decoded exactly once.
/// </summary>
internal static class RawPath
{
    private static readonly SearchValues<string> DotMarks = SearchValues.Create(["/.", "/%2e"], StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a segment is <c>.</c> or <c>..</c> in any spelling: the platform removes those, and what was checked would not be what was asked for.</summary>
    public static bool HasDotSegments(ReadOnlySpan<char> target)
    {
        var path = PathOf(target);
        if (path.IndexOfAny(DotMarks) < 0)
        {
            return false;
        }

        foreach (var range in path.Split('/'))
        {
            if (IsDots(path[range]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Gets the segment with an index from 0, still encoded; empty when there is none.</summary>
    public static ReadOnlySpan<char> Segment(ReadOnlySpan<char> target, int index)
    {
        var path = PathOf(target);
        for (var at = -1; !path.IsEmpty; at++)
        {
            var end = path.IndexOf('/');
            if (at == index)
            {
                return end < 0 ? path : path[..end];
            }

            path = end < 0 ? [] : path[(end + 1)..];
        }

        return [];
    }

    /// <summary>Whether the path, as it was sent, has the form of a route.</summary>
    public static bool Matches(ReadOnlySpan<char> target, int depth, RoutePattern route)
    {
        for (var i = 0; i < route.PathSegments.Count; i++)
        {
            var segment = Segment(target, depth + i);
            if (segment.IsEmpty || (route.PathSegments[i].Parts is [RoutePatternLiteralPart { Content: var name }] && !segment.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                return false;
            }
        }

        return Segment(target, depth + route.PathSegments.Count).IsEmpty;
    }

    /// <summary>Decodes a segment once; <see langword="false"/> when an escape is malformed or the result is not UTF-8.</summary>
    public static bool TryDecode(ReadOnlySpan<char> segment, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (!segment.Contains('%') && Ascii.IsValid(segment))
        {
            text = segment.ToString();
            return true;
        }

        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(segment.Length)];
        var count = 0;
        while (!segment.IsEmpty)
        {
            if (segment[0] != '%')
            {
                // One at a time is enough: a target on the wire is ASCII.
                count += Encoding.UTF8.GetBytes(segment[..1], bytes.AsSpan(count));
                segment = segment[1..];
            }
            else if (segment.Length >= 3 && byte.TryParse(segment.Slice(1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[count]))
            {
                count++;
                segment = segment[3..];
            }
            else
            {
                return false;
            }
        }

        text = Utf8.IsValid(bytes.AsSpan(0, count)) ? Encoding.UTF8.GetString(bytes, 0, count) : null;
        return text is not null;
    }

    private static bool IsDots(ReadOnlySpan<char> segment)
    {
        var dots = 0;
        while (!segment.IsEmpty && dots <= 2)
        {
            var size = segment[0] == '.' ? 1 : segment.StartsWith("%2e", StringComparison.OrdinalIgnoreCase) ? 3 : 0;
            if (size == 0)
            {
                return false;
            }

            segment = segment[size..];
            dots++;
        }

        return dots is 1 or 2;
    }

    private static ReadOnlySpan<char> PathOf(ReadOnlySpan<char> target)
    {
        // Absolute form (RFC 9112, section 3.2.2): scheme and authority come before the path.
        if (!target.IsEmpty && target[0] != '/' && target.IndexOf("://") is > 0 and var scheme)
        {
            var rest = target[(scheme + 3)..];
            target = rest.IndexOf('/') is >= 0 and var slash ? rest[slash..] : "/";
        }

        var end = target.IndexOfAny('?', '#');
        return end < 0 ? target : target[..end];
    }
}
