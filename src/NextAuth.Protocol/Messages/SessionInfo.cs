namespace NextAuth.Protocol.Messages;

/// <summary>What a web application tells a person about a login: shown before confirming (announceinfo) or kept in the history (sessioninfo).</summary>
public sealed record SessionInfo
{
    /// <summary>Gets names and values to show, in the application's words.</summary>
    public IReadOnlyDictionary<string, string>? Info { get; init; }

    /// <summary>Gets the browser's address, as the application saw it.</summary>
    public string? Ip { get; init; }

    /// <summary>Gets a picture, base64.</summary>
    public string? Logo { get; init; }

    /// <summary>Gets the browser's User-Agent, as the application saw it.</summary>
    public string? Useragent { get; init; }
}
