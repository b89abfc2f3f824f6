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
    public static IReadOnlyList<EndedLogin> OfAccount(WriteScope scope, long account, LogoutNotice? notice = null) =>
        Run(scope, scope.Statement($"{Update} WHERE account = @account AND login_expires IS NOT NULL {Returning}").Bind("@account", account), notice);

    /// <summary>Runs an update that ends logins, ends with each what else leads into its session, and leaves word for its phone.</summary>
    /// <param name="scope">The transaction.</param>
    /// <param name="update">The update.</param>
    /// <param name="notice">What to leave; <see langword="null"/>: nothing, for the phone knows, or will never ask.</param>
    public static IReadOnlyList<EndedLogin> Run(WriteScope scope, Statement update, LogoutNotice? notice)
    {
        var ended = update.All<EndedLoginRow>();
        foreach (var login in ended)
        {
            SessionOffers.EndPushes(scope, login.Hsid);
            SessionOffers.EndEnrolments(scope, login.Hsid);
        }

        return [.. ended.Select(login => login.ToEndedLogin() with { Notice = notice is null ? null : LogoutNotices.Add(scope, login, notice) })];
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
