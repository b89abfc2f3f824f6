using NextAuth.Server.ApiKeys;

namespace NextAuth.Server.Http;

/// <summary>What an operation asks of its caller: the gate checks it before anything of the operation runs. Every endpoint of the REST API carries one.</summary>
/// <param name="Name">The operation's published name.</param>
/// <param name="AnyOf">The rights of which the role needs one.</param>
internal sealed record ApiOperation(string Name, Rights AnyOf)
{
    public const string GlobalId = "global";

    /// <summary>Whether the path names a virtual server, on which the right is enough.</summary>
    public bool OnServer { get; init; } = true;

    /// <summary>Whether the server id may be <see cref="GlobalId"/>, which needs global root.</summary>
    public bool AlsoGlobal { get; init; }

    /// <summary>Whether the right must be global although the path names a server.</summary>
    public bool GloballyOnly { get; init; }

    /// <summary>Whether a role without any right may call: it is answered only what it may see.</summary>
    public bool ForEveryRole { get; init; }

    /// <summary>Whether the call is about a session, named by <c>X-nonce</c>.</summary>
    public bool OfSession { get; init; }

    /// <summary>Whether the published API does not have it.</summary>
    public bool IsExtension { get; init; }

    /// <summary>The rights in words, for the refusal.</summary>
    public string RightsInWords => string.Join(" or ", AnyOf.Names());
}
