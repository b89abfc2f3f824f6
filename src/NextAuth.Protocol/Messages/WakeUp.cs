using System.Diagnostics.CodeAnalysis;

namespace NextAuth.Protocol.Messages;

/// <summary>
/// What wakes a phone over Web Push, which is encrypted end to end by itself (docs/protocol/push.md, section 3). A hint and no order: the phone connects, and believes what it
/// is told there.
/// </summary>
public sealed record WakeUp
{
    /// <summary>Gets the virtual server, 24 characters.</summary>
    public required string Server { get; init; }

    /// <summary>Gets the account's id on the server.</summary>
    public required long Id { get; init; }

    /// <summary>Gets what was pushed.</summary>
    public required Push Push { get; init; }

    /// <summary>Reads the decrypted content of a Web Push message.</summary>
    /// <returns><see langword="false"/> when it is no such content.</returns>
    public static bool TryRead(ReadOnlySpan<byte> json, [NotNullWhen(true)] out WakeUp? wakeUp) =>
        ProtocolJson.TryRead(json, ProtocolJson.Default.WakeUp, out wakeUp);

    /// <summary>Writes the content of a Web Push message.</summary>
    public byte[] Write() => ProtocolJson.Write(this, ProtocolJson.Default.WakeUp);
}
