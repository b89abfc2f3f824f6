namespace NextAuth.Protocol;

/// <summary>Sizes both sides hold to, in bytes (docs/protocol/overview.md, section 2).</summary>
public static class ProtocolLimits
{
    /// <summary>The largest WebSocket message, 64 KiB.</summary>
    public const int MaxFrameSize = 64 * 1024;

    /// <summary>The largest JSON object in a hello, a request or a record, 48 KiB.</summary>
    public const int MaxMessageSize = 48 * 1024;

    /// <summary>The largest context of a first message: what one length byte can say.</summary>
    public const int MaxContextSize = 255;

    /// <summary>The WebSocket subprotocol of version 1.</summary>
    public const string Subprotocol = "nextauth.sigmai.v1";

    /// <summary>The path of the endpoint, below the server's WebSocket address.</summary>
    public const string Path = "/ns/sigmai";
}
