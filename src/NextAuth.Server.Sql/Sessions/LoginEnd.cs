using NextAuth.Protocol;
using NextAuth.Server.Sessions;
using NextAuth.Server.Sql.Database;

namespace NextAuth.Server.Sql.Sessions;

/// <summary>How a login ends, whatever ends it. The epoch grows, so that no code made before can log in afterwards.</summary>
internal static class LoginEnd
{
    public const string Update = "UPDATE sessions SET login_expires = NULL, ping_deadline = NULL, epoch = epoch + 1";

    public const string Returning = "RETURNING server, hsid, epoch, account";

    /// <summary>Ends all logins of an account; also those whose time has passed, for nobody has been told of these.</summary>
    public static IReadOnlyList<EndedLogin> OfAccount(WriteScope scope, long account) =>
        Run(scope, scope.Statement($"{Update} WHERE account = @account AND login_expires IS NOT NULL {Returning}").Bind("@account", account));

    /// <summary>Runs an update that ends logins, and ends with each what else leads into its session.</summary>
    public static IReadOnlyList<EndedLogin> Run(WriteScope scope, Statement update)
    {
        var ended = update.All<EndedLoginRow>();
        foreach (var login in ended)
        {
            SessionOffers.EndPushes(scope, login.Hsid);
            SessionOffers.EndEnrolments(scope, login.Hsid);
        }

        return [.. ended.Select(static row => row.ToEndedLogin())];
    }
}

internal sealed class EndedLoginRow
{
    public required byte[] Server { get; init; }

    public required byte[] Hsid { get; init; }

    public long Epoch { get; init; }

    public long Account { get; init; }

    public EndedLogin ToEndedLogin() => new(ServerId.FromBytes(Server), Protocol.Hsid.FromBytes(Hsid), (uint)Epoch, Account);
}
