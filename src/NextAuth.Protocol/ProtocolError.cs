namespace NextAuth.Protocol;

/// <summary>Why bytes or text from outside were refused. Each value is one cause; it says nothing about the content, so it may be logged and counted.</summary>
public enum ProtocolError
{
    /// <summary>Nothing was refused.</summary>
    None,

    /// <summary>The message is shorter or longer than its type allows (docs/protocol/messages.md).</summary>
    WrongLength,

    /// <summary>The first byte names another message than the one due now.</summary>
    UnexpectedType,

    /// <summary>The version is not 1.</summary>
    UnsupportedVersion,

    /// <summary>The cipher suite is not 1.</summary>
    UnsupportedSuite,

    /// <summary>The purpose is none of login, enrol and account.</summary>
    UnknownPurpose,

    /// <summary>The context has another form than the purpose asks for.</summary>
    InvalidContext,

    /// <summary>A public key is not an uncompressed point on P-256.</summary>
    InvalidKey,

    /// <summary>An AEAD tag did not fit: altered, truncated, reordered, or sealed under another key.</summary>
    DecryptionFailed,

    /// <summary>The server proved another identity than the one the authenticator knows.</summary>
    WrongServerKey,

    /// <summary>An ECDSA signature did not verify, or the account it should belong to is unknown.</summary>
    InvalidSignature,

    /// <summary>The MAC that ties an identity to the handshake did not fit.</summary>
    InvalidMac,

    /// <summary>A record has not the next sequence number: it was replayed, reordered, or one is missing.</summary>
    InvalidSequence,

    /// <summary>The JSON of a message is malformed, or a member has the wrong type or size.</summary>
    InvalidMessage,

    /// <summary>The text is not the canonical form of a link or an id.</summary>
    InvalidText,
}
