using NextAuth.Protocol.Messages;

namespace NextAuth.Server.Phone;

/// <summary>What came of an M1 whose form is right.</summary>
internal abstract record Admission
{
    private Admission()
    {
    }

    /// <summary>The context leads nowhere.</summary>
    public sealed record Refused(AlertCode Alert) : Admission;

    /// <summary>M2 may be sent.</summary>
    /// <param name="Hello">The server's hello, JSON.</param>
    /// <param name="Pending">What waits for the phone's proof.</param>
    public sealed record Admitted(byte[] Hello, IPendingProof Pending) : Admission;
}
