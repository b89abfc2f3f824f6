using System.Text.Json.Serialization;

namespace Shop.Api;

/// <summary>Who is logged in in a session (getSession).</summary>
internal sealed record LoginStatus
{
    [JsonPropertyName("loggedin")]
    public required bool LoggedIn { get; init; }

    /// <summary>Whether this session's last phone can be asked by a push.</summary>
    [JsonPropertyName("canprovoke")]
    public required bool CanProvoke { get; init; }

    /// <summary>The session's public name: what a page may know of its nonce.</summary>
    [JsonPropertyName("hsid")]
    public required string Hsid { get; init; }

    [JsonPropertyName("userid")]
    public string? UserId { get; init; }

    [JsonPropertyName("accountid")]
    public long? AccountId { get; init; }
}

/// <summary>One phone of a user (getUser).</summary>
internal sealed record Account
{
    [JsonPropertyName("id")]
    public required long Id { get; init; }

    [JsonPropertyName("description")]
    public required string Description { get; init; }

    [JsonPropertyName("blocked")]
    public bool Blocked { get; init; }

    [JsonPropertyName("created")]
    public long? Created { get; init; }

    [JsonPropertyName("lastlogin")]
    public long? LastLogin { get; init; }
}

internal sealed record Accounts([property: JsonPropertyName("accounts")] IReadOnlyList<Account> Items);

/// <summary>What the phone shows before the person confirms, and keeps in its history after.</summary>
internal sealed record UserContext(
    [property: JsonPropertyName("announceinfo")] SessionInfo Announce,
    [property: JsonPropertyName("sessioninfo")] SessionInfo Session);

internal sealed record SessionInfo
{
    [JsonPropertyName("info")]
    public required IReadOnlyDictionary<string, string> Info { get; init; }

    [JsonPropertyName("ip")]
    public string? Ip { get; init; }

    [JsonPropertyName("useragent")]
    public string? UserAgent { get; init; }
}

/// <summary>What became of a push.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Code">Six digits that the page must show; <see langword="null"/>: none.</param>
/// <param name="RetryAfter">When to try again; <see langword="null"/>: not said.</param>
internal sealed record Push(PushOutcome Outcome, string? Code = null, TimeSpan? RetryAfter = null);

internal enum PushOutcome
{
    Sent,

    /// <summary>No phone is known to this session, or it was blocked.</summary>
    NoPhone,

    /// <summary>Too many pushes, or too many of them declined.</summary>
    TooMany,
}

internal sealed record CreatedServer([property: JsonPropertyName("serverid")] string ServerId);

internal sealed record CreatedKey(
    [property: JsonPropertyName("apikey")] string ApiKey, [property: JsonPropertyName("role")] string Role);
