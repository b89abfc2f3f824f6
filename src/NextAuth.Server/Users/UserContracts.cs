using System.Text.Json.Serialization;
using NextAuth.Server.Http;

namespace NextAuth.Server.Users;

/// <summary>A user.</summary>
[SchemaName("User")]
public sealed record UserResponse
{
    /// <summary>What lists can be sorted by.</summary>
    [JsonIgnore]
    public static IReadOnlyList<string> Columns { get; } = ["userid", "lastlogin", "numberaccounts"];

    /// <summary>The name, 1 to 255 characters.</summary>
    [Example("\"alice\"")]
    public required string Userid { get; init; }

    /// <summary>When one of the user's accounts logged in last, Unix seconds.</summary>
    [Example("1767312000")]
    public long? Lastlogin { get; init; }

    /// <summary>How many accounts the user has.</summary>
    [Example("2")]
    public required long Numberaccounts { get; init; }

    internal static UserResponse From(User user) => new()
    {
        Userid = user.Id,
        Lastlogin = user.LastLogin?.ToUnixTimeSeconds(),
        Numberaccounts = user.Accounts,
    };
}

/// <summary>A part of a list of users.</summary>
/// <param name="Users">The users of this part.</param>
/// <param name="Totalnumber">How many there are in all.</param>
[SchemaName("Users")]
public sealed record UsersResponse(IReadOnlyList<UserResponse> Users, [property: Example("117")] long Totalnumber)
{
    internal static UsersResponse From(Page<User> page) => new([.. page.Items.Select(UserResponse.From)], page.Total);
}
