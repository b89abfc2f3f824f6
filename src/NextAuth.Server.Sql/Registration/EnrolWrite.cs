using NextAuth.Server.Registration;
using NextAuth.Server.Sessions;
using NextAuth.Server.Sql.Database;
using NextAuth.Server.Sql.Sessions;
using NextAuth.Server.Sql.Users;

namespace NextAuth.Server.Sql.Registration;

/// <summary>One enrolment, step by step, inside one transaction. Every refusal undoes the steps before it, the use of the code included.</summary>
internal static class EnrolWrite
{
    public const string FindName = "SELECT id FROM accounts WHERE server = @server AND description = @label LIMIT 1";

    public static StoreEnrolResult Run(WriteScope scope, EnrolCommand command)
    {
        if (Use(scope, command) is not { } enrolment || enrolment.Expires <= command.Now)
        {
            return scope.Undo(new StoreEnrolResult.Refused());
        }

        if (command.UniqueNames && IsTaken(scope, enrolment))
        {
            return scope.Undo(new StoreEnrolResult.NameTaken());
        }

        // Before the account: its indexes have the user's number, and would be written again when that comes later.
        if (enrolment.UserId is { } userId)
        {
            SqlUserStore.Ensure(scope, enrolment.Server, userId, command.Now);
        }

        if (Insert(scope, command, enrolment) is not { } account)
        {
            return scope.Undo(new StoreEnrolResult.Refused());
        }

        SessionOffers.EndEnrolments(scope, enrolment.Session.ToArray());
        return LogIn(scope, command, enrolment, account);
    }

    private static Enrolment? Use(WriteScope scope, EnrolCommand command) =>
        scope.Statement($"DELETE FROM enrolments WHERE id = @id AND server = @server RETURNING {EnrolmentRow.Columns}")
            .Bind("@id", command.EnrolmentId).Bind("@server", command.Server.ToArray())
            .First<EnrolmentRow>()?.ToEnrolment();

    private static bool IsTaken(WriteScope scope, Enrolment enrolment) =>
        scope.Statement(FindName).Bind("@server", enrolment.Server.ToArray()).Bind("@label", enrolment.Label).Value() is not null;

    /// <returns><see langword="null"/> when the key belongs to an account already.</returns>
    private static long? Insert(WriteScope scope, EnrolCommand command, Enrolment enrolment) => scope.Statement("""
        INSERT INTO accounts (server, auth_key, transaction_key, push_key, description, device, client_version, userid, user_number, created)
        VALUES (@server, @auth, @transaction, @push, @label, @device, @version, @userid, (SELECT number FROM users WHERE server = @server AND userid = @userid), @now)
        ON CONFLICT (server, auth_key) DO NOTHING RETURNING id
        """)
        .Bind("@server", command.Server.ToArray()).Bind("@auth", command.PublicKey).Bind("@transaction", command.TransactionKey)
        .Bind("@push", command.SealedPushKey).Bind("@label", enrolment.Label).Bind("@device", command.Device)
        .Bind("@version", command.ClientVersion).Bind("@userid", enrolment.UserId).Bind("@now", command.Now)
        .Value() as long?;

    private static StoreEnrolResult.Enrolled LogIn(WriteScope scope, EnrolCommand command, Enrolment enrolment, long account)
    {
        var login = new LoginCommand
        {
            Server = enrolment.Server,
            Session = enrolment.Session,
            Epoch = 0,
            Account = account,
            AccountKey = command.PublicKey,
            Now = command.Now,
            Expires = command.LoginExpires,
            PingDeadline = command.PingDeadline,
            Notice = command.Notice,
        };

        if (LoginWrite.LogInWhenFree(scope, login) is not var (epoch, overdue))
        {
            return new(account, enrolment.Session, LoggedIn: false, Epoch(scope, enrolment));
        }

        SessionOffers.EndPushes(scope, enrolment.Session.ToArray());
        LoginWrite.NoteLogin(scope, login, enrolment.UserId);
        return new(account, enrolment.Session, LoggedIn: true, epoch, overdue);
    }

    private static uint Epoch(WriteScope scope, Enrolment enrolment) =>
        scope.Statement("SELECT epoch FROM sessions WHERE hsid = @id").Bind("@id", enrolment.Session.ToArray()).Value() is long epoch ? (uint)epoch : 0;
}
