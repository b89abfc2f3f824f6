using NextAuth.Protocol.Messages;

namespace NextAuth.Server.Push.Wake;

/// <summary>One wake-up on its way. Owned by whoever took it from the line.</summary>
internal sealed class WakeUpJob(PushTarget target, WakeUpContent content, long queued)
{
    public PushTarget Target => target;

    public WakeUpContent Content => content;

    /// <summary>Whether the phone is only told something. Otherwise somebody waits for its answer.</summary>
    public bool IsTold => content.Push.Kind is PushKind.Logout or PushKind.AccountRemoved;

    /// <summary>When it came in, as a timestamp of the clock.</summary>
    public long Queued => queued;

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; set; }
}
