namespace NextAuth.Server.ApiKeys;

/// <summary>The names of rights in the REST contract, section 2.</summary>
internal static class RightNames
{
    private static readonly (string Name, Rights Right)[] All =
    [
        ("sessions", Rights.Sessions),
        ("users", Rights.Users),
        ("accounts", Rights.Accounts),
        ("servers", Rights.Servers),
        ("createserver", Rights.CreateServer),
        ("root", Rights.Root),
        ("setrid", Rights.SetRid),
    ];

    /// <summary>The names of all rights, for refusals.</summary>
    public static string List { get; } = string.Join(", ", All.Select(right => right.Name));

    public static bool TryParse(string name, out Rights right)
    {
        right = All.FirstOrDefault(known => known.Name == name).Right;
        return right is not Rights.None;
    }

    public static IEnumerable<string> Names(this Rights rights) => All.Where(known => rights.HasFlag(known.Right)).Select(known => known.Name);
}
