using System.Text.Json.Serialization;
using NextAuth.Server.Http;

namespace NextAuth.Server.Accounts;

/// <summary>An account: one app instance's identity on one server.</summary>
[SchemaName("Account")]
public sealed record AccountResponse
{
    /// <summary>What lists can be sorted by.</summary>
    [JsonIgnore]
    public static IReadOnlyList<string> Columns { get; } =
        ["id", "description", "blocked", "clientVersion", "created", "lastlogin", "lastprovoke", "userid"];

    /// <summary>Unique on the whole installation, never reused.</summary>
    [Example("42")]
    public required long Id { get; init; }

    /// <summary>The label shown in the app.</summary>
    [Example("\"alice\"")]
    public required string Description { get; init; }

    /// <summary>Whether the account can't log in.</summary>
    [Example("false")]
    public required bool Blocked { get; init; }

    /// <summary>The version of the app, as it said last.</summary>
    [Example("\"nextauth-phone 0.1.0\"")]
    public string? ClientVersion { get; init; }

    /// <summary>When it was enrolled, Unix seconds.</summary>
    [Example("1767225600")]
    public required long Created { get; init; }

    /// <summary>When it logged in last, Unix seconds.</summary>
    [Example("1767312000")]
    public long? Lastlogin { get; init; }

    /// <summary>When a login was pushed to it last, Unix seconds.</summary>
    [Example("1767311990")]
    public long? Lastprovoke { get; init; }

    /// <summary>The user it belongs to.</summary>
    [Example("\"alice\"")]
    public string? Userid { get; init; }

    internal static AccountResponse From(Account account) => new()
    {
        Id = account.Id,
        Description = account.Description,
        Blocked = account.Blocked,
        ClientVersion = account.ClientVersion,
        Created = account.Created.ToUnixTimeSeconds(),
        Lastlogin = account.LastLogin?.ToUnixTimeSeconds(),
        Lastprovoke = account.LastProvoke?.ToUnixTimeSeconds(),
        Userid = account.UserId,
    };
}

/// <summary>A part of a list of accounts.</summary>
/// <param name="Accounts">The accounts of this part.</param>
/// <param name="Totalnumber">How many there are in all.</param>
[SchemaName("Accounts")]
public sealed record AccountsResponse(IReadOnlyList<AccountResponse> Accounts, [property: Example("117")] long Totalnumber)
{
    internal static AccountsResponse From(Page<Account> page) => new([.. page.Items.Select(AccountResponse.From)], page.Total);
}
