using System.Buffers.Text;
using System.Security.Cryptography;
using NextAuth.Authenticator.Accounts;
using NextAuth.Authenticator.Connections;
using NextAuth.Authenticator.Flows;
using NextAuth.Protocol;
using NextAuth.Protocol.Links;
using NextAuth.Protocol.Messages;

namespace NextAuth.Authenticator;

/// <summary>
/// A phone: makes accounts, logs browsers in, signs transactions, listens for pushes. Thread-safe; operations on different accounts may run at once.
/// </summary>
/// <remarks>
/// Every operation ends in a <see cref="PhoneResult"/>; exceptions are left to cancellation, a broken store, and answers of <see cref="IConfirmation"/> that do not
/// fit the question (<see cref="InvalidOperationException"/>). Cancelling while the person is being asked declines: the server is told, and the result is
/// <see cref="PhoneResult.Declined"/>.
/// </remarks>
/// <param name="store">Where accounts are kept.</param>
/// <param name="confirmation">Who asks the person.</param>
/// <param name="options">Settings; <see langword="null"/> for the defaults.</param>
public sealed class PhoneClient(IAccountStore store, IConfirmation confirmation, PhoneClientOptions? options = null)
{
    // 128 random bits and more are asked for (docs/protocol/messages.md, section 5).
    private const int WebNonceSize = 32;

    private readonly PhoneContext _phone = new(store, confirmation, options ?? new PhoneClientOptions());

    /// <summary>Makes an account, logs in, or answers a transaction, whatever the link is for.</summary>
    /// <inheritdoc cref="LogInAsync" path="/param"/>
    public Task<PhoneResult> ScanAsync(string link, Uri? server = null, CancellationToken cancellationToken = default) =>
        (Link.TryParse(link, out var parsed, out _) ? parsed : null) switch
        {
            Link.Enrol => EnrolAsync(link, server, cancellationToken),
            Link.Transaction => AnswerTransactionAsync(link, cancellationToken),
            _ => LogInAsync(link, server, cancellationToken),
        };

    /// <summary>Makes an account. It is saved before it is asked for, so a crash at any moment leaves a phone that can use it.</summary>
    /// <param name="link">What the enrol code holds.</param>
    /// <param name="server">The server's address, when the link is not the http(s) address of the server itself; http(s) or ws(s).</param>
    /// <param name="cancellationToken">Stops; after the person approved, the account may exist and is settled at its next use.</param>
    /// <returns><see cref="PhoneResult.Enrolled"/>, or why not.</returns>
    public async Task<PhoneResult> EnrolAsync(string link, Uri? server = null, CancellationToken cancellationToken = default)
    {
        if (!Link.TryParse(link, out var parsed, out var error) || parsed is not Link.Enrol enrol)
        {
            return new PhoneResult.InvalidLink(error is ProtocolError.None ? ProtocolError.UnexpectedType : error);
        }

        var endpoints = ServerAddress.Candidates(server, [], link, _phone.Options.AllowInsecureTransport);
        return endpoints.Succeeds(out var addresses, out var failure)
            ? await new EnrolFlow(_phone, enrol).RunAsync(addresses, cancellationToken).ConfigureAwait(false)
            : failure;
    }

    /// <summary>Logs in the session that a code names.</summary>
    /// <param name="link">What the code holds.</param>
    /// <param name="server">The server's address; by default the endpoints the account knows, then the link's.</param>
    /// <param name="cancellationToken">While the person is asked: declines.</param>
    /// <returns><see cref="PhoneResult.LoggedIn"/>, or why not. With no account on the server it is told so, and the result is <see cref="PhoneResult.NoAccount"/>.</returns>
    public Task<PhoneResult> LogInAsync(string link, Uri? server = null, CancellationToken cancellationToken = default)
    {
        if (!Link.TryParse(link, out var parsed, out var error) || parsed is not Link.Login login)
        {
            return Task.FromResult<PhoneResult>(new PhoneResult.InvalidLink(error is ProtocolError.None ? ProtocolError.UnexpectedType : error));
        }

        var context = new byte[LoginContext.Size];
        login.Context.Write(context);
        var target = new LoginTarget(login.Server, login.Session, context, HistoryKind.Login);
        return new AccountChoice(_phone, target).LogInAsync(link, server, cancellationToken);
    }

    /// <summary>Logs in the session that a push names.</summary>
    /// <param name="account">The account it was pushed to, by <see cref="Account.Id"/>.</param>
    /// <param name="push">The push.</param>
    /// <param name="cancellationToken">While the person is asked: declines.</param>
    public async Task<PhoneResult> LogInFromPushAsync(string account, Push push, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(push);
        if (await _phone.Store.FindAsync(account, cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            return new PhoneResult.NoAccount();
        }

        return Listener.Target(stored.Account.Server, push) is { } target
            ? await new AccountChoice(_phone, target).LogInAsync(stored, cancellationToken).ConfigureAwait(false)
            : new PhoneResult.ProtocolViolated(ProtocolError.InvalidMessage);
    }

    /// <summary>Shows the transaction that a link names, and approves or declines it. The server is reached as its accounts know it.</summary>
    /// <param name="link">What the transaction code holds.</param>
    /// <param name="cancellationToken">While the person is asked: declines. Afterwards the approval may have reached the server; repeating is safe.</param>
    /// <returns><see cref="PhoneResult.Approved"/>, <see cref="PhoneResult.Declined"/>, or why neither.</returns>
    public async Task<PhoneResult> AnswerTransactionAsync(string link, CancellationToken cancellationToken = default)
    {
        if (!Link.TryParse(link, out var parsed, out var error) || parsed is not Link.Transaction transaction)
        {
            return new PhoneResult.InvalidLink(error is ProtocolError.None ? ProtocolError.UnexpectedType : error);
        }

        var listing = await _phone.Store.ListAsync(cancellationToken).ConfigureAwait(false);
        var accounts = listing.Accounts.Select(stored => stored.Account).Where(account => account.Server == transaction.Server);
        return await new TransactionFlow(_phone, transaction.Id, isPush: false).RunAsync(accounts, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Shows the transaction that a push names, and approves or declines it.</summary>
    /// <param name="account">The account it was pushed to, by <see cref="Account.Id"/>.</param>
    /// <param name="push">The push.</param>
    /// <param name="cancellationToken">As with <see cref="AnswerTransactionAsync"/>.</param>
    public async Task<PhoneResult> AnswerTransactionFromPushAsync(string account, Push push, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(push);
        if (await _phone.Store.FindAsync(account, cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            return new PhoneResult.NoAccount();
        }

        return TransactionId.TryParse(push.Tid, out var id)
            ? await new TransactionFlow(_phone, id, isPush: true).RunAsync([stored.Account], cancellationToken).ConfigureAwait(false)
            : new PhoneResult.ProtocolViolated(ProtocolError.InvalidMessage);
    }

    /// <summary>
    /// Receives what is pushed to an account, asks, and logs in or signs; reconnects when the connection is lost. What happens is told to <see cref="PhoneClientOptions.Progress"/>.
    /// </summary>
    /// <param name="account">The account, by <see cref="Account.Id"/>.</param>
    /// <param name="cancellationToken">Ends it, by <see cref="OperationCanceledException"/>; a person being asked then declines.</param>
    /// <returns>Why it ended, when the server does not know the account any more or the first connection cannot be made.</returns>
    public Task<PhoneResult> ListenAsync(string account, CancellationToken cancellationToken = default) =>
        new Listener(_phone, account, (listening, push, token) => push.Kind is PushKind.Transaction
            ? AnswerTransactionFromPushAsync(listening.Id, push, token)
            : LogInFromPushAsync(listening.Id, push, token)).RunAsync(cancellationToken);

    /// <summary>
    /// Says where this phone is woken while it is not connected, in place of what it said before (docs/protocol/push.md). Repeating is safe, and cheap for the server. An account
    /// of its own needs it each: servers do not know which accounts are on one phone.
    /// </summary>
    /// <param name="account">The account, by <see cref="Account.Id"/>.</param>
    /// <param name="endpoint">Where; <see cref="PushEndpoint.None"/> for nowhere.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns><see cref="PhoneResult.Done"/>, or why not: <see cref="Refusal.Unsupported"/> when the server does not use that service.</returns>
    public Task<PhoneResult> SetPushEndpointAsync(string account, PushEndpoint endpoint, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return AskAsync(account, id => endpoint with { Id = id }, cancellationToken);
    }

    /// <summary>Opens what FCM or APNs brought. Nothing is done yet; see <see cref="PushContent"/>.</summary>
    /// <param name="server">The member <c>server</c>.</param>
    /// <param name="id">The member <c>id</c>.</param>
    /// <param name="box">The member <c>box</c>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns><see langword="null"/> when it is for no account of this phone, altered, or too old.</returns>
    public async Task<PushContent?> OpenPushAsync(string server, long id, string box, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(box);
        return await FindPushedAsync(server, id, cancellationToken).ConfigureAwait(false) is { } stored
            && PushBox.TryOpen(stored.Secrets.PushKey, id, box, out var push)
            ? Content(stored, push)
            : null;
    }

    /// <summary>Reads what Web Push brought, decrypted. Nothing is done yet; see <see cref="PushContent"/>.</summary>
    /// <param name="content">The decrypted content.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns><see langword="null"/> when it is for no account of this phone, malformed, or too old.</returns>
    public async Task<PushContent?> ReadWebPushAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        WakeUp.TryRead(content.Span, out var wakeUp) && await FindPushedAsync(wakeUp.Server, wakeUp.Id, cancellationToken).ConfigureAwait(false) is { } stored
            ? Content(stored, wakeUp.Push)
            : null;

    /// <summary>Renames the phone on a server.</summary>
    /// <param name="account">The account, by <see cref="Account.Id"/>.</param>
    /// <param name="device">The new name, 1 to 100 characters.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<PhoneResult> DescribeAsync(string account, string device, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(device);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(device.Length, 100);
        var result = await AskAsync(account, id => new Describe { Id = id, Device = device }, cancellationToken).ConfigureAwait(false);
        if (result is PhoneResult.Done)
        {
            await _phone.Store.UpdateAsync(account, stored => stored with { Account = stored.Account with { Device = device } }, cancellationToken)
                .ConfigureAwait(false);
        }

        return result;
    }

    /// <summary>Replaces the keys of an account. After a lost answer both the old and the new keys are kept until the account is used next.</summary>
    /// <param name="account">The account, by <see cref="Account.Id"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<PhoneResult> RotateKeysAsync(string account, CancellationToken cancellationToken = default) =>
        KeyRotation.RunAsync(_phone, account, cancellationToken);

    /// <summary>Deletes an account on the server, then here. One that the server does not know is deleted here.</summary>
    /// <param name="account">The account, by <see cref="Account.Id"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<PhoneResult> DeleteAsync(string account, CancellationToken cancellationToken = default)
    {
        var result = await AskAsync(account, id => new Delete { Id = id }, cancellationToken).ConfigureAwait(false);
        if (result is PhoneResult.Refused { Cause: Refusal.AccountRemoved })
        {
            return new PhoneResult.Done();
        }

        if (result is not (PhoneResult.Done or PhoneResult.Refused { Cause: Refusal.UnknownAccount }))
        {
            return result;
        }

        await _phone.Store.RemoveAsync(account, cancellationToken).ConfigureAwait(false);
        return new PhoneResult.Done();
    }

    /// <summary>Ends sessions of an account.</summary>
    /// <param name="account">The account, by <see cref="Account.Id"/>.</param>
    /// <param name="session">The session; <see langword="null"/> for all of the account.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<PhoneResult> LogoutAsync(string account, Hsid? session = null, CancellationToken cancellationToken = default) =>
        AskAsync(account, id => new Logout { Id = id, Hsid = session?.ToString() }, cancellationToken);

    /// <summary>Logs this phone itself in, on a session it makes up; only on servers for continuous logins.</summary>
    /// <param name="account">The account, by <see cref="Account.Id"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns><see cref="PhoneResult.LoggedIn"/> with the nonce for the web application, and the session that keeps the login alive.</returns>
    public async Task<PhoneResult> AppLoginAsync(string account, CancellationToken cancellationToken = default)
    {
        var opened = await AccountChannels.OpenAsync(_phone, account, cancellationToken).ConfigureAwait(false);
        if (!opened.Succeeds(out var channel, out var failure))
        {
            return failure;
        }

        var nonce = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(WebNonceSize));
        var request = new AppLogin { Id = channel.Channel.NextId(), WebNonce = nonce };
        var result = await channel.Channel.AskAsync(request, null, cancellationToken).ConfigureAwait(false);
        if (result is not PhoneResult.Done)
        {
            await channel.DisposeAsync().ConfigureAwait(false);
            return result;
        }

        var known = channel.Stored.Account;
        var session = ContinuousSession.Start(
            _phone,
            known,
            Hsid.Derive(known.Server, nonce),
            TimeSpan.FromSeconds(Math.Max(known.Parameters.PingTime, 1)),
            channel.Channel);
        return new PhoneResult.LoggedIn(known, null, session) { WebNonce = nonce };
    }

    private async Task<StoredAccount?> FindPushedAsync(string server, long id, CancellationToken cancellationToken)
    {
        if (!ServerId.TryParse(server, out var parsed))
        {
            return null;
        }

        var listing = await _phone.Store.ListAsync(cancellationToken).ConfigureAwait(false);
        return listing.Accounts.FirstOrDefault(stored => stored.Account.Server == parsed && stored.Account.AccountId == id);
    }

    // A push service may keep a message, and anybody on its way may send it again: what is over is not shown.
    private PushContent? Content(StoredAccount stored, Push push) =>
        push.Expires > _phone.Now.ToUnixTimeSeconds() ? new PushContent(stored.Account, push) : null;

    private async Task<PhoneResult> AskAsync(string account, Func<long, PhoneMessage> request, CancellationToken cancellationToken)
    {
        var opened = await AccountChannels.OpenAsync(_phone, account, cancellationToken).ConfigureAwait(false);
        if (!opened.Succeeds(out var channel, out var failure))
        {
            return failure;
        }

        await using var closing = channel.ConfigureAwait(false);
        return await channel.Channel.AskAsync(request(channel.Channel.NextId()), null, cancellationToken).ConfigureAwait(false);
    }
}
