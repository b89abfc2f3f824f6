using NextAuth.Protocol;
using NextAuth.Server.Accounts;
using NextAuth.Server.Sql.Database;

namespace NextAuth.Server.Sql.Accounts;

internal sealed class AccountRow
{
    public const string Columns = """
        id, server, auth_key AS AuthKey, description, device, client_version AS ClientVersion, blocked, userid, created, last_login AS LastLogin,
        last_provoke AS LastProvoke
        """;

    public long Id { get; init; }

    public required byte[] Server { get; init; }

    public required byte[] AuthKey { get; init; }

    public required string Description { get; init; }

    public string? Device { get; init; }

    public string? ClientVersion { get; init; }

    public long Blocked { get; init; }

    public string? Userid { get; init; }

    public long Created { get; init; }

    public long? LastLogin { get; init; }

    public long? LastProvoke { get; init; }

    public Account ToAccount() => new()
    {
        Id = Id,
        Server = ServerId.FromBytes(Server),
        PublicKey = AuthKey,
        Description = Description,
        Device = Device,
        ClientVersion = ClientVersion,
        Blocked = Blocked != 0,
        UserId = Userid,
        Created = SqlTime.From(Created),
        LastLogin = SqlTime.From(LastLogin),
        LastProvoke = SqlTime.From(LastProvoke),
    };
}
