using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NextAuth.Authenticator;
using NextAuth.Authenticator.Accounts;
using NextAuth.EndToEnd.Tests.Processes;
using NextAuth.Protocol.Messages;

namespace NextAuth.EndToEnd.Tests.Push;

/// <summary>
/// A phone that is not connected is woken, with the real program, the phone library, and push services that somebody else's library reads for (tests/clients/push). Needs Node.js
/// and npm; and Linux, where a variable says which certificates are trusted.
/// </summary>
public class WakeUpTests : IConfirmation
{
    private const string Nonce = "page-of-alice-0123456789";

    private readonly MemoryAccountStore _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_phone_is_woken_by_each_service_and_answers_and_a_dead_endpoint_is_left_alone()
    {
        Node.Require();
        Assert.SkipUnless(OperatingSystem.IsLinux(), "SSL_CERT_FILE is read on Linux.");
        await using var services = await PushServices.StartAsync();
        await using var host = new HostProcess();
        host.Environment["SSL_CERT_FILE"] = services.CertificateFile;
        string[] settings = [.. services.Settings(services.Address), "--NextAuth:Log:Level=Trace", "--NextAuth:Push:MaxPushes=1000"];
        await host.StartAsync(Cancellation, settings);
        using var api = new RestApi(host.Url, host.RootKey);
        await api.CreateServerAsync(new { serverName = "Shop" }, Cancellation);

        var phone = new PhoneClient(_store, this);
        var enrolled = Assert.IsType<PhoneResult.Enrolled>(await phone.EnrolAsync(await api.EnrolLinkAsync(Nonce, "alice", Cancellation), cancellationToken: Cancellation));
        var account = enrolled.Account.Id;
        await services.DoAsync($"vapid {enrolled.Account.Parameters.Vapid}");

        // Web Push: a login, and a transaction.
        Assert.IsType<PhoneResult.Done>(await phone.SetPushEndpointAsync(account, services.Subscription, Cancellation));
        await AnswersLoginAsync(api, phone, async () => await ReadAsync(phone, await services.NextAsync()));
        var transaction = await api.CreateTransactionAsync(Nonce, new { description = "Close the account" }, Cancellation);
        var asked = await ReadAsync(phone, await services.NextAsync());
        Assert.Equal((PushKind.Transaction, transaction.Tid), (asked.Push.Kind, asked.Push.Tid));
        Assert.IsType<PhoneResult.Approved>(await phone.AnswerTransactionFromPushAsync(account, asked.Push, Cancellation));

        // A logout by the application.
        await api.LogoutAsync(Nonce, Cancellation);
        Assert.Equal(PushKind.Logout, (await ReadAsync(phone, await services.NextAsync())).Push.Kind);

        // New keys; the box is still under the push key of the enrolment.
        Assert.IsType<PhoneResult.Done>(await phone.RotateKeysAsync(account, Cancellation));
        Assert.IsType<PhoneResult.Done>(await phone.SetPushEndpointAsync(account, PushEndpoint.Fcm(PushServices.RegistrationToken), Cancellation));
        await AnswersLoginAsync(api, phone, async () => await OpenAsync(phone, await services.NextAsync(), "fcm", PushServices.RegistrationToken), isLoggedOut: true);
        await api.LogoutAsync(Nonce, Cancellation);
        Assert.Equal(PushKind.Logout, (await OpenAsync(phone, await services.NextAsync(), "fcm", PushServices.RegistrationToken)).Push.Kind);

        Assert.IsType<PhoneResult.Done>(await phone.SetPushEndpointAsync(account, PushEndpoint.Apns(Convert.FromHexString(PushServices.DeviceToken)), Cancellation));
        await AnswersLoginAsync(api, phone, async () => await OpenAsync(phone, await services.NextAsync(), "apns", PushServices.DeviceToken), isLoggedOut: true);
        await api.LogoutAsync(Nonce, Cancellation);
        Assert.Equal(PushKind.Logout, (await OpenAsync(phone, await services.NextAsync(), "apns", PushServices.DeviceToken)).Push.Kind);

        // After a restart the endpoint and the installation's key are there.
        Assert.Equal(0, await host.TerminateAsync(Cancellation));
        await host.StartAsync(Cancellation, settings);
        Assert.IsType<PhoneResult.Done>(await phone.SetPushEndpointAsync(account, services.Subscription, Cancellation));
        await AnswersLoginAsync(api, phone, async () => await ReadAsync(phone, await services.NextAsync()), isLoggedOut: true);
        await api.LogoutAsync(Nonce, Cancellation);
        Assert.Equal(PushKind.Logout, (await ReadAsync(phone, await services.NextAsync())).Push.Kind);

        // The browser has unsubscribed.
        await services.DoAsync("answer 410");
        await api.ProvokeAsync(Nonce, Cancellation);
        Assert.Equal(410, (await services.NextAsync()).GetProperty("refused").GetInt32());
        await MetricAsync(host, "push_wakeups{", "outcome=\"gone\"", "service=\"webPush\"", "} 1");
        await services.DoAsync("answer 0");
        await api.ProvokeAsync(Nonce, Cancellation);
        await Task.Delay(TimeSpan.FromSeconds(1), Cancellation);

        // The answer to the next command is the next that is said.
        await services.DoAsync("answer 0");
        // Two were delivered since the restart, one found the endpoint gone, and nothing was sent after that.
        await MetricAsync(host, "push_delivery_duration_count{service=\"webPush\"} 2");
        await MetricAsync(host, "push_wakeups{", "outcome=\"gone\"", "service=\"webPush\"", "} 1");

        Assert.Equal(0, await host.TerminateAsync(Cancellation));
        Assert.Contains("1103", host.Logs, StringComparison.Ordinal);
        Assert.All(services.Secrets, secret => Assert.DoesNotContain(secret, host.Logs, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_push_service_that_hangs_delays_no_call_many_are_answered_while_one_attempt_there_goes_on()
    {
        using var hanging = new TcpListener(IPAddress.Loopback, 0);
        hanging.Start();
        await using var host = await HostProcess.StartNewAsync(Cancellation, "--NextAuth:Push:AllowPrivateEndpoints=true", "--NextAuth:Push:MaxPushes=1000");
        using var api = new RestApi(host.Url, host.RootKey);
        await api.CreateServerAsync(new { serverName = "Shop" }, Cancellation);
        var phone = new PhoneClient(_store, this);
        var enrolled = Assert.IsType<PhoneResult.Enrolled>(await phone.EnrolAsync(await api.EnrolLinkAsync(Nonce, "alice", Cancellation), cancellationToken: Cancellation));
        Uri endpoint = new($"https://localhost:{((IPEndPoint)hanging.LocalEndpoint).Port}/");
        Assert.IsType<PhoneResult.Done>(await phone.SetPushEndpointAsync(enrolled.Account.Id, PushEndpoint.WebPush(endpoint, PublicKey(), new byte[16]), Cancellation));

        // Logging out wakes the phone as well, so the attempt may begin here already: an API that waited for it would answer after its end.
        await api.LogoutAsync(Nonce, Cancellation);
        await api.ProvokeAsync(Nonce, Cancellation);
        using var attempt = await hanging.AcceptSocketAsync(Cancellation);
        var over = ReadToEndAsync(attempt);
        for (var i = 0; i < 20; i++)
        {
            await api.ProvokeAsync(Nonce, Cancellation);
            Assert.False(over.IsCompleted, "The attempt was over before the calls were answered.");
        }
    }

    [Fact]
    public async Task Without_the_setting_for_development_no_phone_names_this_machine()
    {
        await using var host = await HostProcess.StartNewAsync(Cancellation);
        using var api = new RestApi(host.Url, host.RootKey);
        await api.CreateServerAsync(new { serverName = "Shop" }, Cancellation);
        var phone = new PhoneClient(_store, this);
        var enrolled = Assert.IsType<PhoneResult.Enrolled>(await phone.EnrolAsync(await api.EnrolLinkAsync(Nonce, "alice", Cancellation), cancellationToken: Cancellation));
        var p256dh = PublicKey();

        foreach (var address in (string[])["https://localhost/", "https://127.0.0.1/", host.Operations.AbsoluteUri, "https://[::1]/"])
        {
            var refused = await phone.SetPushEndpointAsync(enrolled.Account.Id, PushEndpoint.WebPush(new(address), p256dh, new byte[16]), Cancellation);
            Assert.Equal(Refusal.NotValid, Assert.IsType<PhoneResult.Refused>(refused).Cause);
        }

        var unsupported = await phone.SetPushEndpointAsync(enrolled.Account.Id, PushEndpoint.Fcm("token"), Cancellation);
        Assert.Equal(Refusal.Unsupported, Assert.IsType<PhoneResult.Refused>(unsupported).Cause);
    }

    public ValueTask<EnrolAnswer> ConfirmEnrolAsync(EnrolPrompt prompt, CancellationToken cancellationToken) => new(EnrolAnswer.Approve);

    public ValueTask<LoginAnswer> ConfirmLoginAsync(LoginPrompt prompt, CancellationToken cancellationToken) => new(new LoginAnswer.Approve());

    public ValueTask<TransactionAnswer> ConfirmTransactionAsync(TransactionPrompt prompt, CancellationToken cancellationToken) => new(TransactionAnswer.Approve);

    /// <summary>A public key of a browser that nobody has, 65 bytes.</summary>
    private static byte[] PublicKey()
    {
        using var key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return [4, .. point.X!, .. point.Y!];
    }

    private static async Task ReadToEndAsync(Socket socket)
    {
        var buffer = new byte[1024];
        try
        {
            while (await socket.ReceiveAsync(buffer, Cancellation) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // Reset, which is an end as well.
        }
    }

    // Logged out by the phone itself, which needs not be told.
    private static async Task AnswersLoginAsync(RestApi api, PhoneClient phone, Func<Task<PushContent>> wakeAsync, bool isLoggedOut = false)
    {
        if (!isLoggedOut)
        {
            var known = await api.SessionAsync(Nonce, Cancellation);
            Assert.True(known.GetProperty("loggedin").GetBoolean());
            await api.LogoutAsync(Nonce, Cancellation);
            Assert.Equal(PushKind.Logout, (await wakeAsync()).Push.Kind);
        }

        await api.ProvokeAsync(Nonce, Cancellation);
        var content = await wakeAsync();
        Assert.Equal(PushKind.Login, content.Push.Kind);
        Assert.IsType<PhoneResult.LoggedIn>(await phone.LogInFromPushAsync(content.Account.Id, content.Push, Cancellation));
        Assert.True(await api.IsLoggedInAsync(Nonce, Cancellation));
    }

    private static async Task<PushContent> ReadAsync(PhoneClient phone, JsonElement found)
    {
        // One length, whatever it says: 86 bytes of header, 512 and the delimiter, and the tag.
        Assert.Equal(86 + 512 + 1 + 16, found.GetProperty("size").GetInt32());
        var content = await phone.ReadWebPushAsync(Encoding.UTF8.GetBytes(found.GetProperty("webPush").GetString()!), Cancellation);
        Assert.NotNull(content);
        return content;
    }

    private static async Task<PushContent> OpenAsync(PhoneClient phone, JsonElement found, string service, string token)
    {
        Assert.Equal(token, found.GetProperty("token").GetString());
        var data = found.GetProperty(service);
        var id = data.GetProperty("id") is { ValueKind: JsonValueKind.String } text ? long.Parse(text.GetString()!, null) : data.GetProperty("id").GetInt64();
        var (server, box) = (data.GetProperty("server").GetString()!, data.GetProperty("box").GetString()!);
        Assert.Null(await phone.OpenPushAsync(server, id + 1, box, Cancellation));
        var content = await phone.OpenPushAsync(server, id, box, Cancellation);
        Assert.NotNull(content);
        return content;
    }

    private static Task MetricAsync(HostProcess host, params string[] parts)
    {
        IEnumerable<string> lines = [];
        return Eventually.TrueAsync(
            async () =>
            {
                using var answer = await host.GetOperationsAsync("/metrics", Cancellation);
                lines = (await answer.Content.ReadAsStringAsync(Cancellation)).Split('\n').Where(line => line.Contains("nextauth_push_", StringComparison.Ordinal) && !line.StartsWith('#'));
                return lines.Any(line => parts.All(part => line.Contains(part, StringComparison.Ordinal)));
            },
            () => $"{string.Join(' ', parts)} is not in\n{string.Join('\n', lines)}",
            Cancellation);
    }
}
