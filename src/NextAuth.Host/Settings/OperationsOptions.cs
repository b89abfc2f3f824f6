namespace NextAuth.Host.Settings;

/// <summary>Settings of the section <c>NextAuth:Operations</c>.</summary>
internal sealed class OperationsOptions
{
    public const string Section = "NextAuth:Operations";

    /// <summary>Where <c>/live</c>, <c>/ready</c> and <c>/metrics</c> are answered, without a key: keep it inside.</summary>
    public string Url { get; set; } = "http://127.0.0.1:9613";
}
