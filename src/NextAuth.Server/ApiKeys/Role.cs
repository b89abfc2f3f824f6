using NextAuth.Protocol;

namespace NextAuth.Server.ApiKeys;

/// <summary>A role and all its rights, as stored.</summary>
/// <param name="Id">The role.</param>
/// <param name="Number">A number that is never reused; what <c>owner</c> of a server shows.</param>
/// <param name="Global">Rights on every server.</param>
/// <param name="OnServers">Rights on single servers.</param>
public sealed record Role(RoleId Id, long Number, Rights Global, IReadOnlyDictionary<ServerId, Rights> OnServers)
{
    /// <summary>Whether the role has one of the rights on a server; <c>root</c> counts as every right but <see cref="Rights.SetRid"/>.</summary>
    public bool May(Rights anyOf, ServerId server) => Holds(Global | OnServers.GetValueOrDefault(server), anyOf);

    /// <summary>Whether the role has one of the rights globally.</summary>
    public bool MayGlobally(Rights anyOf) => Holds(Global, anyOf);

    private static bool Holds(Rights held, Rights anyOf) => (held & (anyOf | Rights.Root)) != 0;
}
