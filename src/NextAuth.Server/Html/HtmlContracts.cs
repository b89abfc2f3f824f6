using NextAuth.Server.Http;

namespace NextAuth.Server.Html;

/// <summary>What the script at the end of a page watches beyond the session of the call.</summary>
public sealed record HtmlFooterBody
{
    /// <summary>What the OpenAPI document says of the body.</summary>
    internal const string ToWatch = "Further sessions that the page watches.";

    /// <summary>The further sessions, 63 at most.</summary>
    public IReadOnlyList<HtmlFooterSession>? Sessions { get; init; }
}

/// <summary>A session that a page watches.</summary>
public sealed record HtmlFooterSession
{
    /// <summary>Base64 encoded server id. The role needs the right sessions there, too.</summary>
    [Example("\"vQ2xYb0sT7mLpRkWcDzEaHnU\"")]
    public required string Serverid { get; init; }

    /// <summary>The nonce that names the session, as in X-nonce.</summary>
    [Example("\"5f0d9a7c2e\"")]
    public required string Sessionid { get; init; }
}
