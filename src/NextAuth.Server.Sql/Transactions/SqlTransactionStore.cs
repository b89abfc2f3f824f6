using NextAuth.Protocol;
using NextAuth.Server.Push;
using NextAuth.Server.Sql.Database;
using NextAuth.Server.Sql.Push;
using NextAuth.Server.Sql.Servers;
using NextAuth.Server.Transactions;

namespace NextAuth.Server.Sql.Transactions;

/// <summary>Transactions in SQL.</summary>
internal sealed class SqlTransactionStore(SqlDatabase database) : ITransactionStore
{
    public Task<AddTransactionResult> AddAsync(NewTransaction transaction, TransactionLimits limits, CancellationToken cancellationToken) =>
        database.WriteAsync(scope => Add(scope, transaction, limits), cancellationToken);

    public Task<StoredTransaction?> FindAsync(ServerId server, TransactionId id, CancellationToken cancellationToken) =>
        database.ReadAsync(static (connection, key) => connection.Statement($"SELECT {TransactionRow.Columns} FROM transactions WHERE id = @id AND server = @server")
            .Bind("@id", key.id.ToArray()).Bind("@server", key.server.ToArray())
            .First<TransactionRow>()?.ToStoredTransaction(), (server, id), cancellationToken);

    public Task<byte[]?> FindKeyAsync(ServerId server, long account, CancellationToken cancellationToken) =>
        database.ReadAsync(static (connection, key) => connection.Statement("SELECT transaction_key FROM accounts WHERE id = @account AND server = @server AND blocked = 0")
            .Bind("@account", key.account).Bind("@server", key.server.ToArray())
            .Value() as byte[], (server, account), cancellationToken);

    public Task<bool> DecideAsync(DecideCommand command, CancellationToken cancellationToken) =>
        database.WriteAsync(scope =>
        {
            var decided = scope.Statement("""
                UPDATE transactions SET decision = @decision, decided = @now, signature = @signature, transaction_key = @key, account_key = @stored
                WHERE id = @id AND server = @server AND account = @account AND decision = 0 AND expires > @now
                AND EXISTS (SELECT 1 FROM accounts WHERE accounts.id = @account AND accounts.blocked = 0 AND accounts.auth_key = @auth
                    AND (@key IS NULL OR accounts.transaction_key = @key))
                """)
                .Bind("@decision", (long)(command.Approval is null ? TransactionDecision.Declined : TransactionDecision.Approved))
                .Bind("@now", command.Now).Bind("@signature", command.Approval?.Signature).Bind("@key", command.Approval?.TransactionKey)
                .Bind("@stored", command.Approval?.AccountKey).Bind("@id", command.Id.ToArray()).Bind("@server", command.Server.ToArray())
                .Bind("@account", command.Account).Bind("@auth", command.AccountKey)
                .Execute() == 1;

            if (decided)
            {
                scope.Statement("UPDATE pushes SET used = 1 WHERE id = @id").Bind("@id", command.Id.ToArray()).Execute();
                Count(scope, command);
            }

            return decided;
        }, cancellationToken);

    public Task<int> ForgetAsync(DateTimeOffset expiredBefore, int limit, CancellationToken cancellationToken) =>
        database.WriteAsync(scope => scope.Statement("""
            DELETE FROM transactions WHERE id IN (SELECT id FROM transactions WHERE expires < @before ORDER BY expires LIMIT @limit)
            """)
            .Bind("@before", expiredBefore).Bind("@limit", (long)limit)
            .Execute(), cancellationToken);

    private static AddTransactionResult Add(WriteScope scope, NewTransaction transaction, TransactionLimits limits)
    {
        var account = scope.Statement($"SELECT blocked, transactions_barred_until AS BarredUntil FROM accounts WHERE id = @account AND server = @server AND {ServerCheck.IsThere}")
            .Bind("@account", transaction.Account).Bind("@server", transaction.Server.ToArray())
            .First<PushAccountRow>();
        switch (account)
        {
            case null:
                return new AddTransactionResult.NoAccount();
            case { Blocked: not 0 }:
                return new AddTransactionResult.Blocked();
        }

        DateTimeOffset?[] waits = [SqlTime.From(account.BarredUntil), OpenAgainAt(scope, transaction, limits), WindowFreeAt(scope, transaction, limits)];
        if (waits.Max() is { } until && until > transaction.Created)
        {
            return new AddTransactionResult.TooMany(until - transaction.Created);
        }

        Insert(scope, transaction);
        return new AddTransactionResult.Added();
    }

    /// <summary>When the one expires whose end makes room.</summary>
    private static DateTimeOffset? OpenAgainAt(WriteScope scope, NewTransaction transaction, TransactionLimits limits) =>
        SqlTime.From(scope.Statement("SELECT expires FROM transactions WHERE account = @account AND decision = 0 AND expires > @now ORDER BY expires DESC LIMIT 1 OFFSET @others")
            .Bind("@account", transaction.Account).Bind("@now", transaction.Created).Bind("@others", limits.MaxOpen - 1L)
            .Value() as long?);

    /// <summary>When the oldest of the last so many leaves the window. Counted by their pushes, which have an index for it and outlive the window.</summary>
    private static DateTimeOffset? WindowFreeAt(WriteScope scope, NewTransaction transaction, TransactionLimits limits) =>
        SqlTime.From(scope.Statement("SELECT created FROM pushes WHERE account = @account AND kind = 2 ORDER BY created DESC LIMIT 1 OFFSET @others")
            .Bind("@account", transaction.Account).Bind("@others", limits.MaxCreated - 1L)
            .Value() as long?) + limits.Window;

    // From the limit on every further one bars again, until an approval shows that the person wants them.
    private static void Count(WriteScope scope, DecideCommand command)
    {
        var statement = command.Approval is not null
            ? scope.Statement("UPDATE accounts SET transactions_declined = 0 WHERE id = @account AND transactions_declined > 0")
            : scope.Statement("""
                UPDATE accounts SET transactions_declined = transactions_declined + 1,
                    transactions_barred_until = CASE WHEN transactions_declined + 1 >= @limit THEN @until ELSE transactions_barred_until END
                WHERE id = @account
                """)
                .Bind("@limit", (object?)command.Bar?.MaxDeclined).Bind("@until", command.Bar?.Until);
        statement.Bind("@account", command.Account).Execute();
    }

    private static void Insert(WriteScope scope, NewTransaction transaction)
    {
        scope.Statement("INSERT INTO transactions (id, server, account, content, expires) VALUES (@id, @server, @account, @content, @expires)")
            .Bind("@id", transaction.Id.ToArray()).Bind("@server", transaction.Server.ToArray()).Bind("@account", transaction.Account)
            .Bind("@content", transaction.Content).Bind("@expires", transaction.Expires)
            .Execute();

        // The push is found by the transaction's id, which has 18 bytes where a login's push has 16.
        scope.Statement("""
            INSERT INTO pushes (id, server, session, account, kind, created, expires) VALUES (@id, @server, @session, @account, @kind, @created, @expires)
            """)
            .Bind("@id", transaction.Id.ToArray()).Bind("@server", transaction.Server.ToArray()).Bind("@session", transaction.Session.ToArray())
            .Bind("@account", transaction.Account).Bind("@kind", (long)PushedKind.Transaction).Bind("@created", transaction.Created)
            .Bind("@expires", transaction.Expires)
            .Execute();
    }
}

internal sealed class TransactionRow
{
    public const string Columns = """
        id, server, account, content, expires, decision, decided, signature, transaction_key AS TransactionKey, account_key AS AccountKey
        """;

    public required byte[] Id { get; init; }

    public required byte[] Server { get; init; }

    public long Account { get; init; }

    public required byte[] Content { get; init; }

    public long Expires { get; init; }

    public long Decision { get; init; }

    public long? Decided { get; init; }

    public byte[]? Signature { get; init; }

    public byte[]? TransactionKey { get; init; }

    public byte[]? AccountKey { get; init; }

    public StoredTransaction ToStoredTransaction() => new()
    {
        Id = TransactionId.FromBytes(Id),
        Server = ServerId.FromBytes(Server),
        Account = Account,
        Content = Content,
        Expires = SqlTime.From(Expires),
        Decision = (TransactionDecision)Decision,
        Decided = SqlTime.From(Decided),
        Approval = Signature is not null && TransactionKey is not null && AccountKey is not null ? new(Signature, TransactionKey, AccountKey) : null,
    };
}
