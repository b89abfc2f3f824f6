namespace NextAuth.Server.Tests.Jobs;

/// <summary>Real time whose clock on the wall can be set; timestamps and timers go on as they do in the world.</summary>
public sealed class JumpingTime : TimeProvider
{
    private TimeSpan _offset;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _offset;

    public void Jump(TimeSpan by) => _offset += by;
}
