namespace NextAuth.Server.Push.WebPush;

/// <summary>Settings of the section <c>NextAuth:Push:WebPush</c>.</summary>
public sealed class WebPushOptions
{
    public const string Section = "NextAuth:Push:WebPush";

    /// <summary>Whether phones may be woken by Web Push: this server then connects to addresses at port 443 that phones name. True by default.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Whom a push service may write to about this server: <c>mailto:</c> and an address, or an https address; by default the public URL when it is https.</summary>
    public string? Subject { get; set; }
}
