namespace NextAuth.Server.Users;

/// <summary>A user of one server.</summary>
/// <param name="Id">The name, 1 to 255 characters.</param>
/// <param name="LastLogin">When one of the user's accounts logged in last.</param>
/// <param name="Accounts">How many accounts the user has.</param>
public sealed record User(string Id, DateTimeOffset? LastLogin, long Accounts);
