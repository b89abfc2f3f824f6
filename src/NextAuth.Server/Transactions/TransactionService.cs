using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NextAuth.Protocol;
using NextAuth.Protocol.Transactions;
using NextAuth.Server.Accounts;
using NextAuth.Server.Cluster;
using NextAuth.Server.Servers;
using NextAuth.Server.Sessions;

namespace NextAuth.Server.Transactions;

/// <summary>Transactions: from the web application's call to the phone's signature (docs/protocol/transactions.md).</summary>
public sealed class TransactionService(
    ITransactionStore store,
    SessionService sessions,
    AccountKeys keys,
    IClusterBus bus,
    IOptions<TransactionOptions> options,
    TimeProvider time,
    ILogger<TransactionService> logger)
{
    /// <summary>Makes a transaction and pushes it to the session's account: the one logged in, else the one that a login could be pushed to.</summary>
    public async Task<CreateTransactionResult> CreateAsync(ServerRuntime server, Hsid session, Transaction texts, CancellationToken cancellationToken)
    {
        var found = await sessions.GetAsync(server.Id, session, cancellationToken);
        if (found.Server != server.Id || !(sessions.IsLoggedIn(found) || sessions.CanProvoke(found)))
        {
            return new CreateTransactionResult.NoAccount();
        }

        var transaction = Make(server.Id, session, found.LastAccount!.Value, texts);
        var result = await store.AddAsync(
            transaction, new(options.Value.MaxOpen, options.Value.MaxCreated, options.Value.Window), cancellationToken);
        logger.TransactionCreated(transaction.Id, server.Id, transaction.Account, result.GetType().Name);
        switch (result)
        {
            case AddTransactionResult.Added:
                bus.Publish(new ClusterEvent.PushWaiting(transaction.Account));
                return new CreateTransactionResult.Created(transaction.Id);
            case AddTransactionResult.TooMany(var retryAfter):
                return new CreateTransactionResult.TooMany(retryAfter);
            case AddTransactionResult.Blocked:
                return new CreateTransactionResult.Blocked();
            default:
                return new CreateTransactionResult.NoAccount();
        }
    }

    /// <summary>The state of a transaction; <see langword="null"/> when there is none on the server.</summary>
    public async Task<TransactionStatus?> StatusAsync(ServerId server, TransactionId id, CancellationToken cancellationToken) =>
        await store.FindAsync(server, id, cancellationToken) switch
        {
            null => null,
            { Decision: TransactionDecision.Approved } => TransactionStatus.Approved,
            { Decision: TransactionDecision.Declined } => TransactionStatus.Declined,
            var open => open.Expires > time.GetUtcNow() ? TransactionStatus.New : TransactionStatus.Expired,
        };

    /// <summary>The evidence of an approved transaction, signed now by the server; <see langword="null"/> when it is not approved.</summary>
    public async Task<TransactionEvidence?> EvidenceAsync(ServerRuntime server, TransactionId id, CancellationToken cancellationToken) =>
        await store.FindAsync(server.Id, id, cancellationToken) is { Approval: { } approval, Decided: { } decided } found
            ? TransactionEvidence.Make(
                found.Content, approval.Signature, approval.TransactionKey, approval.AccountKey, decided.ToUnixTimeSeconds(), server.Identity)
            : null;

    /// <summary>The bytes to show, for the phone that may answer.</summary>
    public async Task<(TransactionVerdict Verdict, byte[] Content)> FetchAsync(
        ServerId server, TransactionId id, long account, CancellationToken cancellationToken)
    {
        var found = await store.FindAsync(server, id, cancellationToken);
        var verdict = Judge(found, account);
        return verdict is TransactionVerdict.Done ? (verdict, found!.Content) : (verdict, []);
    }

    /// <summary>The person approved what the phone showed.</summary>
    /// <param name="server">The virtual server.</param>
    /// <param name="id">The transaction.</param>
    /// <param name="account">The account that proved itself.</param>
    /// <param name="accountKey">The key it proved.</param>
    /// <param name="signature">64 bytes, by the transaction key.</param>
    /// <param name="cancellationToken">Stops waiting; the approval may still happen.</param>
    public async Task<TransactionVerdict> ApproveAsync(
        ServerId server, TransactionId id, long account, byte[] accountKey, byte[] signature, CancellationToken cancellationToken)
    {
        var found = await store.FindAsync(server, id, cancellationToken);
        var verdict = Judge(found, account);
        if (verdict is TransactionVerdict.Done)
        {
            var key = await store.FindKeyAsync(server, account, cancellationToken);
            if (key is null || keys.Get(key) is not { } parsed || !parsed.Verify(TransactionContent.SignedBytes(found!.Content), signature))
            {
                logger.WrongTransactionSignature(id, server, account);
                return TransactionVerdict.Refused;
            }

            // The key goes into the statement: one that is replaced between the check and this approves nothing.
            verdict = await DecideAsync(new(server, id, account, accountKey, time.GetUtcNow(), new(signature, key, accountKey)), cancellationToken);
        }

        logger.TransactionDecided(id, server, account, TransactionDecision.Approved, verdict);
        return verdict;
    }

    /// <summary>The person declined. With <paramref name="isReported"/> he says that it was somebody else who asked; then no further one follows for a while, however few were declined.</summary>
    public async Task<TransactionVerdict> DeclineAsync(
        ServerId server, TransactionId id, long account, byte[] accountKey, bool isReported, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var bar = new TransactionBar(isReported ? 1 : options.Value.MaxDeclined, now + options.Value.Bar);
        var verdict = await DecideAsync(new(server, id, account, accountKey, now, Approval: null) { Bar = bar }, cancellationToken);
        logger.TransactionDecided(id, server, account, TransactionDecision.Declined, verdict);
        if (isReported && verdict is TransactionVerdict.Done)
        {
            logger.TransactionReported(id, server, account);
        }

        return verdict;
    }

    private async Task<TransactionVerdict> DecideAsync(DecideCommand command, CancellationToken cancellationToken)
    {
        if (await store.DecideAsync(command, cancellationToken))
        {
            return TransactionVerdict.Done;
        }

        // Only to say why: an open one that was not taken belongs to a blocked account, or one with other keys now.
        var verdict = Judge(await store.FindAsync(command.Server, command.Id, cancellationToken), command.Account);
        return verdict is TransactionVerdict.Done ? TransactionVerdict.Refused : verdict;
    }

    private TransactionVerdict Judge(StoredTransaction? found, long account) => found switch
    {
        null => TransactionVerdict.Refused,
        _ when found.Account != account => TransactionVerdict.Refused,
        { Decision: not TransactionDecision.None } => TransactionVerdict.Decided,
        _ => found.Expires > time.GetUtcNow() ? TransactionVerdict.Done : TransactionVerdict.Expired,
    };

    private NewTransaction Make(ServerId server, Hsid session, long account, Transaction texts)
    {
        // Whole seconds: the phone and the evidence see no more of it.
        var now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        var expires = DateTimeOffset.FromUnixTimeSeconds((now + options.Value.Lifetime).ToUnixTimeSeconds());
        var id = TransactionId.New();
        var content = new TransactionContent
        {
            Server = server,
            Id = id,
            Account = account,
            Created = now.ToUnixTimeSeconds(),
            Expires = expires.ToUnixTimeSeconds(),
            Amount = texts.Amount,
            Benificiary = texts.Benificiary,
            Description = texts.Description,
        };
        return new(id, server, session, account, content.Write(), now, expires);
    }
}
