using NextAuth.Server.Sql.Database;
using NextAuth.Server.Users;

namespace NextAuth.Server.Sql.Users;

internal sealed class UserRow
{
    public const string Columns = "userid, last_login AS LastLogin, accounts";

    public required string Userid { get; init; }

    public long? LastLogin { get; init; }

    public long Accounts { get; init; }

    public User ToUser() => new(Userid, SqlTime.From(LastLogin), Accounts);
}
