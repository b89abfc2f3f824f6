namespace NextAuth.Server.Attributes;

/// <summary>One attribute.</summary>
/// <param name="Key">Its name, 1 to 128 characters.</param>
/// <param name="Json">Its value, JSON without white space.</param>
/// <param name="Text">What a filter compares with: a string's text, the JSON of everything else; <see langword="null"/> when longer than <see cref="MaxText"/>.</param>
/// <param name="Size">The bytes of the member in an answer.</param>
public sealed record AttributeValue(string Key, string Json, string? Text, int Size)
{
    /// <summary>The longest name, in characters (REST contract, section 1).</summary>
    public const int MaxKey = 128;

    /// <summary>The largest set, in bytes of its JSON (REST contract, section 1).</summary>
    public const int MaxSetSize = 64 * 1024;

    /// <summary>The most attributes in a set: each row of a user's is written when the number of the user's accounts changes.</summary>
    public const int MaxInSet = 256;

    /// <summary>The longest text that filters find, in UTF-16 units: longer ones are no words anybody asks for, and would fill the index.</summary>
    public const int MaxText = 256;
}

/// <summary>Users one of whose attributes has one of some values.</summary>
/// <param name="Key">The attribute.</param>
/// <param name="Values">The values, as <see cref="AttributeValue.Text"/>.</param>
public sealed record AttributeFilter(string Key, IReadOnlyList<string> Values);
