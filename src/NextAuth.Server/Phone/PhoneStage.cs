namespace NextAuth.Server.Phone;

/// <summary>How far a phone's connection is. Only forwards.</summary>
internal enum PhoneStage
{
    /// <summary>Nothing has arrived.</summary>
    Silent,

    /// <summary>M1 has arrived: the server answers it, then a person decides.</summary>
    Deciding,

    /// <summary>M3 has arrived: what it asks for is done to the end.</summary>
    Proving,

    /// <summary>The handshake is finished.</summary>
    Open,

    /// <summary>Refused, timed out or closed.</summary>
    Ended,
}
