namespace NextAuth.Protocol.Tests;

/// <summary>Encodings that are no uncompressed point of P-256.</summary>
internal static class BadPoints
{
    // The point whose x is 5, and that x plus the field's prime (SEC 2, section 2.4.2): the same point to careless arithmetic.
    private static readonly byte[] FivePlusPrime = Convert.FromHexString("FFFFFFFF00000001000000000000000000000001000000000000000000000004");
    private static readonly byte[] YOfFive = Convert.FromHexString("459243B9AA581806FE913BCE99817ADE11CA503C64D9A3C533415C083248FBCC");

    /// <summary>The good encoding of what <c>not reduced</c> encodes badly.</summary>
    public static byte[] Five => [4, .. new byte[31], 5, .. YOfFive];

    public static byte[] Named(string kind, ReadOnlySpan<byte> good) => kind switch
    {
        "off the curve" => [.. good[..64], (byte)(good[64] ^ 1)],
        "infinity" => [4, .. new byte[64]],
        "compressed" => [(byte)(2 + (good[64] & 1)), .. good[1..]],
        "hybrid" => [(byte)(6 + (good[64] & 1)), .. good[1..]],
        "not reduced" => [4, .. FivePlusPrime, .. YOfFive],
        "too large" => [4, .. Enumerable.Repeat((byte)0xFF, 64)],
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
