namespace NextAuth.Protocol.Messages;

/// <summary>What a handshake is for (docs/protocol/messages.md, section 2).</summary>
public enum Purpose : byte
{
    /// <summary>Log a browser session in, after a scanned code or a push.</summary>
    Login = 1,

    /// <summary>Make an account on this phone.</summary>
    Enrol = 2,

    /// <summary>The phone's own business: listen, describe, rotate, delete.</summary>
    Account = 3,
}
