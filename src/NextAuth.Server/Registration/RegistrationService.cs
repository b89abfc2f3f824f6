using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NextAuth.Protocol;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Handshake;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Cluster;
using NextAuth.Server.Push;
using NextAuth.Server.Secrets;
using NextAuth.Server.Servers;
using NextAuth.Server.Sessions;
using NextAuth.Server.Users;

namespace NextAuth.Server.Registration;

/// <summary>Enrolment: from the code to the account, and the account's user.</summary>
public sealed class RegistrationService(
    IEnrolmentStore store,
    UserService users,
    SessionService sessions,
    IClusterBus bus,
    SecretBox secrets,
    IOptions<RegistrationOptions> options,
    IOptions<SessionOptions> sessionOptions,
    TimeProvider time,
    ILogger<RegistrationService> logger)
{
    private const int MaxTextLength = 100;

    /// <summary>Makes a single-use enrol code for a session's page.</summary>
    public async Task<MakeCodeResult> MakeCodeAsync(ServerRuntime server, Hsid session, string label, string? userId, CancellationToken cancellationToken)
    {
        if (server.Server.UniqueNames && await store.IsNameTakenAsync(server.Id, label, cancellationToken))
        {
            return new MakeCodeResult.NameTaken();
        }

        var token = RandomNumberGenerator.GetBytes(EnrolContext.TokenSize);
        var expires = time.GetUtcNow() + options.Value.CodeLifetime;
        return await store.AddAsync(new(EnrolContext.Derive(token), server.Id, session, label, userId, expires), cancellationToken)
            ? new MakeCodeResult.Made(new(server.Id, token, SHA256.HashData(server.Server.PublicKey)))
            : new MakeCodeResult.NoServer();
    }

    /// <summary>Finds an open enrolment by the id in M1.</summary>
    public async Task<(Enrolment? Enrolment, bool Expired)> FindAsync(ServerId server, ReadOnlyMemory<byte> id, CancellationToken cancellationToken)
    {
        var found = await store.FindAsync(server, id, cancellationToken);
        return (found, found is not null && found.Expires <= time.GetUtcNow());
    }

    /// <summary>Completes an enrolment whose M3 has been verified. Once: of many phones with one code one succeeds.</summary>
    public async Task<EnrolResult> CompleteAsync(
        ServerRuntime server, Enrolment enrolment, Responder responder, SecureChannel channel, EnrolRequest request, CancellationToken cancellationToken)
    {
        if (!TryReadKeys(request, out var token, out var transactionKey, out var signature)
            || request.Device?.Length > MaxTextLength || request.ClientVersion?.Length > MaxTextLength)
        {
            return new() { Outcome = EnrolOutcome.Invalid };
        }

        // The id in M1 is a hash of the token: who only saw M1 on the wire does not have it.
        if (!CryptographicOperations.FixedTimeEquals(EnrolContext.Derive(token), enrolment.Id))
        {
            return new() { Outcome = EnrolOutcome.Refused };
        }

        if (!P256PublicKey.TryImport(transactionKey, out var transaction))
        {
            return new() { Outcome = EnrolOutcome.Invalid };
        }

        using (transaction)
        {
            if (!responder.VerifyTransactionKey(transaction, signature))
            {
                return new() { Outcome = EnrolOutcome.Invalid };
            }
        }

        return await StoreAsync(server, enrolment, responder.AccountKey.ToArray(), transactionKey, channel, request, cancellationToken);
    }

    /// <summary>Ties the account now logged in in a session to a user, making the user when new.</summary>
    public async Task<bool> RegisterAsync(ServerId server, Hsid session, string userId, CancellationToken cancellationToken)
    {
        var registered = await users.RegisterAsync(server, session, userId, cancellationToken);
        logger.UserRegistered(session, server, registered);
        return registered;
    }

    private static bool TryReadKeys(EnrolRequest request, out byte[] token, out byte[] transactionKey, out byte[] signature)
    {
        token = new byte[EnrolContext.TokenSize];
        transactionKey = new byte[P256.PublicKeySize];
        signature = new byte[P256.SignatureSize];
        return TryDecode(request.Token, token) && TryDecode(request.TransactionKey, transactionKey) && TryDecode(request.TransactionSignature, signature);
    }

    private static bool TryDecode(string text, byte[] bytes) =>
        text.Length == Base64Url.GetEncodedLength(bytes.Length)
        && Base64Url.DecodeFromChars(text, bytes, out _, out var written) is OperationStatus.Done
        && written == bytes.Length;

    private async Task<EnrolResult> StoreAsync(
        ServerRuntime server, Enrolment enrolment, byte[] publicKey, byte[] transactionKey, SecureChannel channel, EnrolRequest request,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var pushKey = channel.Export("push"u8);
        var command = new EnrolCommand
        {
            EnrolmentId = enrolment.Id,
            Server = server.Id,
            PublicKey = publicKey,
            TransactionKey = transactionKey,
            SealedPushKey = secrets.Seal(pushKey, PushKeyPurpose.Of(publicKey)),
            Device = request.Device,
            ClientVersion = request.ClientVersion,
            UniqueNames = server.Server.UniqueNames,
            Now = now,
            LoginExpires = now + sessionOptions.Value.LoginLifetime,
            PingDeadline = SessionService.PingDeadline(server, now),
            Notice = sessions.MakeNotice(now),
        };
        CryptographicOperations.ZeroMemory(pushKey);

        switch (await store.CompleteAsync(command, cancellationToken))
        {
            case StoreEnrolResult.Enrolled(var account, var session, var loggedIn, var epoch, var overdue):
                logger.Enrolled(account, server.Id, session, loggedIn);
                bus.Publish(new ClusterEvent.Browser(server.Id, session, BrowserNews.Login, epoch));
                sessions.TellOverdue(overdue);
                return new() { Outcome = EnrolOutcome.Enrolled, AccountId = account, LoggedIn = loggedIn, PingTime = loggedIn ? server.Server.PingTime : 0 };
            case StoreEnrolResult.NameTaken:
                return new() { Outcome = EnrolOutcome.NameTaken };
            default:
                return new() { Outcome = EnrolOutcome.Refused };
        }
    }
}
