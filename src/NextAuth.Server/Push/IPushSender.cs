using NextAuth.Protocol;
using NextAuth.Protocol.Messages;
using PushMessage = NextAuth.Protocol.Messages.Push;

namespace NextAuth.Server.Push;

/// <summary>Brings wake-ups to one kind of push service. Thread-safe.</summary>
internal interface IPushSender
{
    PushEndpointKind Kind { get; }

    /// <summary>Whether the operator has set it up.</summary>
    bool IsConfigured { get; }

    /// <summary>Whose slowness an attempt suffers: the attempts of one lane must not take all turns.</summary>
    string Lane(PushTarget target);

    /// <summary>Tries once.</summary>
    Task<SendResult> SendAsync(PushTarget target, WakeUpContent content, CancellationToken cancellationToken);
}

/// <summary>Where to send.</summary>
/// <param name="Stored">The endpoint as it is stored.</param>
/// <param name="Secret">What it holds.</param>
internal sealed record PushTarget(PushDestination Stored, EndpointSecret Secret)
{
    public long Account => Stored.Account;

    public ServerId Server => Stored.Server;

    /// <summary>Does not reveal the endpoint.</summary>
    public override string ToString() => $"{nameof(PushTarget)} of {Account}";
}

/// <summary>What to send.</summary>
/// <param name="Push">The push, as a connected phone would get it.</param>
/// <param name="Topic">32 characters of base64url: a later copy takes the place of one that still waits at the push service.</param>
/// <param name="Expires">When it is of no use any more.</param>
internal sealed record WakeUpContent(PushMessage Push, string Topic, DateTimeOffset Expires);

/// <summary>What became of one attempt.</summary>
internal abstract record SendResult
{
    private SendResult()
    {
    }

    /// <summary>The push service has it.</summary>
    public sealed record Delivered : SendResult;

    /// <summary>The endpoint is dead.</summary>
    public sealed record Gone : SendResult;

    /// <summary>The push service does not want it, and will not later.</summary>
    public sealed record Failed(string Cause) : SendResult;

    /// <summary>Perhaps later.</summary>
    /// <param name="Cause">Why, in words that hold nothing of the endpoint.</param>
    /// <param name="After">How long the push service wants to be left alone; <see langword="null"/>: it did not say.</param>
    public sealed record Again(string Cause, TimeSpan? After = null) : SendResult;
}
