namespace NextAuth.Protocol.Messages;

/// <summary>The first byte of every message (docs/protocol/messages.md, section 1).</summary>
public enum MessageType : byte
{
    /// <summary>M1, from the phone: version, purpose, server, ephemeral key, context.</summary>
    InitiatorHello = 0x01,

    /// <summary>M2, from the server: ephemeral key and, sealed, its identity, proof and hello.</summary>
    ResponderProof = 0x02,

    /// <summary>M3, from the phone: sealed, its account key, proof and request.</summary>
    InitiatorProof = 0x03,

    /// <summary>A message of the open channel.</summary>
    Record = 0x10,

    /// <summary>Why the sender closes the connection.</summary>
    Alert = 0x11,
}
