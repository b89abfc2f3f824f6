namespace NextAuth.Server.ApiKeys;

/// <summary>The names of rights in the REST contract, section 2.</summary>
public static class RightNames
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

    /// <summary>Reads rights by their names. <c>setrid</c> is none on a single server.</summary>
    /// <returns><see langword="false"/> when one of them is no right there.</returns>
    public static bool TryParse(IEnumerable<string> names, bool ofServer, out Rights rights)
    {
        rights = Rights.None;
        foreach (var name in names)
        {
            if (!TryParse(name, out var right) || (ofServer && right is Rights.SetRid))
            {
                return false;
            }

            rights |= right;
        }

        return true;
    }

    public static IEnumerable<string> Names(this Rights rights) => All.Where(known => rights.HasFlag(known.Right)).Select(known => known.Name);
}
