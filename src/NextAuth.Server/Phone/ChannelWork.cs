namespace NextAuth.Server.Phone;

/// <summary>What the bus has heard and the store must be asked about.</summary>
[Flags]
internal enum ChannelWork
{
    None = 0,

    /// <summary>Pushes wait.</summary>
    Deliver = 1,

    /// <summary>The account may be blocked, gone, or have other keys.</summary>
    Check = 2,

    /// <summary>The login that opened the channel may have ended.</summary>
    CheckLogin = 4,
}
