using NextAuth.Protocol;

namespace NextAuth.Server.ApiKeys;

/// <summary>The id of a role: 18 random bytes, 24 characters as text, in the form that server ids have.</summary>
public readonly record struct RoleId
{
    private readonly ServerId _value;

    private RoleId(ServerId value) => _value = value;

    public static RoleId New() => new(ServerId.New());

    public static RoleId FromBytes(ReadOnlySpan<byte> bytes) => new(ServerId.FromBytes(bytes));

    public static bool TryParse(ReadOnlySpan<char> text, out RoleId id)
    {
        var parsed = ServerId.TryParse(text, out var value);
        id = new(value);
        return parsed;
    }

    public byte[] ToArray() => _value.ToArray();

    public override string ToString() => _value.ToString();
}
