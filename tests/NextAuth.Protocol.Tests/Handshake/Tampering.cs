namespace NextAuth.Protocol.Tests.Handshake;

/// <summary>What somebody on the line can do to a message.</summary>
internal static class Tampering
{
    public static byte[] FlipBit(ReadOnlySpan<byte> message, int bit)
    {
        var changed = message.ToArray();
        changed[bit / 8] ^= (byte)(1 << (bit % 8));
        return changed;
    }

    /// <summary>Every shorter message, and a few longer ones.</summary>
    public static IEnumerable<byte[]> OtherLengths(byte[] message)
    {
        for (var size = 0; size < message.Length; size++)
        {
            yield return message[..size];
        }

        yield return [.. message, 0];
        yield return [.. message, .. message];
        yield return [.. message, .. new byte[ProtocolLimits.MaxFrameSize]];
    }
}
