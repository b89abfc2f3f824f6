namespace NextAuth.Protocol.Messages;

/// <summary>The server's hello for a login: what the phone shows before the person decides.</summary>
public sealed record LoginHello
{
    /// <summary>Gets the server.</summary>
    public required ServerParameters Server { get; init; }

    /// <summary>Gets what the web application announces about this login.</summary>
    public SessionInfo? Announceinfo { get; init; }

    /// <summary>Gets whether the six digits that the browser shows must be typed on the phone.</summary>
    public bool TypedCode { get; init; }

    /// <summary>Gets whether a second factor is due. Version 1 servers always say <see langword="false"/>.</summary>
    public bool SecondFactor { get; init; }
}

/// <summary>The server's hello for an enrolment.</summary>
public sealed record EnrolHello
{
    /// <summary>Gets the server.</summary>
    public required ServerParameters Server { get; init; }

    /// <summary>Gets the name the account will have on the phone.</summary>
    public required string Label { get; init; }

    /// <summary>Gets whether a second factor is wanted. Version 1 servers always say <see langword="false"/>.</summary>
    public bool SecondFactor { get; init; }
}

/// <summary>The server's hello for an account channel.</summary>
public sealed record AccountHello
{
    /// <summary>Gets the server.</summary>
    public required ServerParameters Server { get; init; }
}
