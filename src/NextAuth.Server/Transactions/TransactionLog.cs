using Microsoft.Extensions.Logging;
using NextAuth.Protocol;

namespace NextAuth.Server.Transactions;

// Event ids 2200-2299. Ids are never reused; docs/operations/events.md lists them. None holds a word of what a transaction is about.
internal static partial class TransactionLog
{
    [LoggerMessage(2200, LogLevel.Information, "Transaction {Transaction} of server {Server} pushed to account {Account}: {Result}")]
    public static partial void TransactionCreated(this ILogger logger, TransactionId transaction, ServerId server, long account, string result);

    [LoggerMessage(2201, LogLevel.Information, "Transaction {Transaction} of server {Server} by account {Account}: {Decision}, {Verdict}")]
    public static partial void TransactionDecided(
        this ILogger logger, TransactionId transaction, ServerId server, long account, TransactionDecision decision, TransactionVerdict verdict);

    // Not a person's slip: the phone has proven the account, and what it signed is not what it was sent.
    [LoggerMessage(2202, LogLevel.Warning, "Account {Account} signed something else than transaction {Transaction} of server {Server}, or with another key")]
    public static partial void WrongTransactionSignature(this ILogger logger, TransactionId transaction, ServerId server, long account);

    // Whoever asked had a session in which the person is logged in. Alert on each.
    [LoggerMessage(2203, LogLevel.Warning, "Transaction {Transaction} of server {Server} was reported by account {Account}: somebody else asked for it")]
    public static partial void TransactionReported(this ILogger logger, TransactionId transaction, ServerId server, long account);
}
