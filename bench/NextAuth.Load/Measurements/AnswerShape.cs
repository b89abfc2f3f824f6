namespace NextAuth.Load.Measurements;

/// <summary>A right answer of getSession: all of it but the login code, which changes every 30 seconds and keeps its length.</summary>
internal sealed record AnswerShape(byte[] Before, byte[] After, int Size)
{
    private static ReadOnlySpan<byte> Code => "\"loginqrdata\":\""u8;

    public static AnswerShape Of(ReadOnlySpan<byte> body)
    {
        var start = body.IndexOf(Code) + Code.Length;
        var end = start + body[start..].IndexOf((byte)'"');
        return start >= Code.Length && end >= start
            ? new(body[..start].ToArray(), body[end..].ToArray(), body.Length)
            : throw new WrongAnswerException("getSession answered without a login code.");
    }

    public bool Fits(ReadOnlySpan<byte> body) => body.Length == Size && body.StartsWith(Before) && body.EndsWith(After);
}
