using System.Diagnostics;
using System.Text;
using System.Text.Json;
using NextAuth.Load.Browsers;
using NextAuth.Load.Net;
using NextAuth.Load.Phones;
using NextAuth.Load.Servers;
using NextAuth.Protocol;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Links;
using NextAuth.Protocol.Messages;

namespace NextAuth.Load.Measurements;

/// <summary>One login as it happened.</summary>
/// <param name="Nonce">The session.</param>
/// <param name="Account">The account that confirmed it.</param>
/// <param name="Latency">From the phone's confirmation to the browser's LOGIN; <see langword="null"/>: it never came.</param>
internal sealed record Login(string Nonce, long Account, TimeSpan? Latency);

/// <summary>A whole login: session, QR code, page waiting, phone, page told. Any refusal or wrong answer throws.</summary>
internal sealed class LoginFlow(Installation installation, BrowserPool browsers)
{
    // A page that has waited this long for its phone has missed the login.
    private static readonly TimeSpan Missed = TimeSpan.FromSeconds(10);

    public async Task<Login> RunAsync(HttpConnection rest, PhoneAccount account, EphemeralKey ephemeral, CancellationToken cancellationToken)
    {
        var nonce = Installation.NewNonce("login");
        var session = Hsid.Derive(installation.Server, nonce);

        // 1. The web application: is somebody logged in, and what is the code?
        var status = await GetSessionAsync(rest, nonce, cancellationToken);
        if (status.Loggedin || status.Hsid != session.ToString())
        {
            throw new WrongAnswerException("A new session is logged in, or has another id than the protocol derives.");
        }

        var link = await GetLinkAsync(rest, nonce, cancellationToken);

        // 2. The page waits.
        var watch = await browsers.RegisterAsync(session, cancellationToken);

        // 3. The phone scans and confirms.
        using var phone = await Phone.ScanAsync(installation.Process.Address, link, installation.Identity, ephemeral, cancellationToken);
        var confirmed = Stopwatch.GetTimestamp();
        using var channel = await phone.ConfirmAsync(account, cancellationToken);
        var outcome = await phone.FinishAsync(channel, cancellationToken);
        if (outcome is not LoginOutcome.LoggedIn)
        {
            throw new WrongAnswerException($"A login ended as {outcome}.");
        }

        // 4. The page is told.
        try
        {
            var told = await watch.LoggedIn.WaitAsync(Missed, TimeProvider.System, cancellationToken);
            return new(nonce, account.Id, Stopwatch.GetElapsedTime(confirmed, told));
        }
        catch (TimeoutException)
        {
            return new(nonce, account.Id, null);
        }
    }

    /// <summary>Asks the REST API whether logins that were counted are real ones.</summary>
    public async Task CheckAsync(IEnumerable<Login> logins, CancellationToken cancellationToken)
    {
        using var rest = await HttpConnection.ConnectAsync(installation.Process.Address, cancellationToken);
        foreach (var login in logins)
        {
            if (await GetSessionAsync(rest, login.Nonce, cancellationToken) is not { Loggedin: true, Accountid: { } account } || account != login.Account)
            {
                throw new WrongAnswerException("A login that was confirmed is not there, or is another account's.");
            }
        }
    }

    private async Task<LoginStatus> GetSessionAsync(HttpConnection rest, string nonce, CancellationToken cancellationToken)
    {
        var (status, body) = await rest.SendAsync(installation.Requests.GetSession(nonce), cancellationToken);
        return status == 200
            ? JsonSerializer.Deserialize(body.Span, RestJson.Default.LoginStatus)!
            : throw new WrongAnswerException($"getSession was answered {status}.");
    }

    private async Task<Link.Login> GetLinkAsync(HttpConnection rest, string nonce, CancellationToken cancellationToken)
    {
        var (status, body) = await rest.SendAsync(installation.Requests.GetQrLogin(nonce), cancellationToken);
        return status == 200 && Link.TryParse(Encoding.ASCII.GetString(body.Span), out var link, out _) && link is Link.Login login
            ? login
            : throw new WrongAnswerException($"getQrLogin was answered {status}, or gave no login link.");
    }
}
