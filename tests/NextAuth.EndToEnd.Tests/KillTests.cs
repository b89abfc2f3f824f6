using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using NextAuth.Authenticator;
using NextAuth.Authenticator.Accounts;
using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests;

/// <summary>Killed in the middle of the work, again and again: what a phone was told is still true.</summary>
public class KillTests
{
    private const int Kills = 20;
    private const int Phones = 4;
    private const int LoginsBetween = 8;

    // A kill leaves the transaction that was being signed unanswered, and nobody waits until it expires. No person does as much as these phones.
    private static readonly string[] ManyOfAll =
        ["--NextAuth:Transactions:MaxOpen=1000", "--NextAuth:Transactions:MaxCreated=100000", "--NextAuth:Sessions:MaxLogins=1000000"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_login_enrolment_logout_permission_or_approval_that_was_acknowledged_is_lost()
    {
        await using var host = await HostProcess.StartNewAsync(Cancellation, ManyOfAll);
        using var api = new RestApi(host.Url, host.RootKey);
        await api.CreateServerAsync(new { serverName = "Shop" }, Cancellation);
        var phones = new List<PhoneClient>();
        for (var i = 0; i < Phones; i++)
        {
            var phone = new PhoneClient(new MemoryAccountStore(), new Approving());
            Assert.IsType<PhoneResult.Enrolled>(await phone.EnrolAsync(await api.EnrolLinkAsync($"enrol-{i}", $"phone {i}", Cancellation), cancellationToken: Cancellation));
            phones.Add(phone);
        }

        var (told, enrolled, loggedOut, granted) = (new ConcurrentBag<string>(), new ConcurrentBag<string>(), new ConcurrentBag<string>(), new ConcurrentBag<string>());
        var signed = new ConcurrentBag<string>();
        var signer = new PhoneClient(new MemoryAccountStore(), new Approving());
        Assert.IsType<PhoneResult.Enrolled>(await signer.EnrolAsync(await api.EnrolLinkAsync("signer", "signer", Cancellation), cancellationToken: Cancellation));
        for (var kill = 1; kill <= Kills; kill++)
        {
            var round = kill;
            var work = phones.Select((phone, i) => Task.Run(() => LogInUntilKilledAsync(api, phone, $"login-{round}-{i}", told), Cancellation)).ToList();
            work.Add(Task.Run(() => UntilKilledAsync(i => EnrolAsync(api, $"enrolled-{round}-{i}", enrolled)), Cancellation));
            work.Add(Task.Run(() => UntilKilledAsync(i => LogOutAsync(api, $"loggedout-{round}-{i}", loggedOut)), Cancellation));
            work.Add(Task.Run(() => UntilKilledAsync(i => GrantAsync(api, $"key {round} {i}", granted)), Cancellation));
            work.Add(Task.Run(() => UntilKilledAsync(i => SignAsync(api, signer, $"{round} {i} €", signed)), Cancellation));

            // The last kill waits for the slowest kind, so that a busy machine does not leave one untried.
            await Eventually.TrueAsync(
                () => Task.FromResult(told.Count >= round * LoginsBetween && (round < Kills || (!enrolled.IsEmpty && !loggedOut.IsEmpty && !granted.IsEmpty && !signed.IsEmpty))),
                () => $"Only {told.Count} logins.\n{host.Program.Errors}", Cancellation);
            await Task.Delay(RandomNumberGenerator.GetInt32(50), Cancellation);
            await host.KillAsync();
            await Task.WhenAll(work);
            await host.StartAsync(Cancellation, ManyOfAll);

            foreach (var nonce in told)
            {
                Assert.True(await api.IsLoggedInAsync(nonce, Cancellation), $"{nonce} is lost after kill {round}.");
            }

            foreach (var nonce in enrolled)
            {
                Assert.True(await api.IsLoggedInAsync(nonce, Cancellation), $"The enrolment {nonce} is lost after kill {round}.");
            }

            foreach (var nonce in loggedOut)
            {
                Assert.False(await api.IsLoggedInAsync(nonce, Cancellation), $"The logout {nonce} is lost after kill {round}.");
            }

            foreach (var role in granted)
            {
                Assert.Equal(HttpStatusCode.OK, await api.StatusAsync(HttpMethod.Get, $"/servers/{api.Server}/permissions/{role}", null, Cancellation));
            }

            foreach (var tid in signed)
            {
                Assert.True(await api.TransactionStatusAsync(tid, Cancellation) == "1", $"The approval of {tid} is lost after kill {round}.");
            }
        }

        Assert.True(told.Count >= Kills * LoginsBetween);
        Assert.All((IEnumerable<string>[])[enrolled, loggedOut, granted, signed], acknowledged => Assert.NotEmpty(acknowledged));
    }

    private static async Task UntilKilledAsync(Func<int, Task<bool>> work)
    {
        try
        {
            for (var i = 0; await work(i); i++)
            {
            }
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            // Killed in the middle of a call: nothing was acknowledged.
        }
    }

    private static async Task<bool> EnrolAsync(RestApi api, string nonce, ConcurrentBag<string> acknowledged)
    {
        var phone = new PhoneClient(new MemoryAccountStore(), new Approving());
        if (await phone.EnrolAsync(await api.EnrolLinkAsync(nonce, nonce, Cancellation), cancellationToken: Cancellation) is not PhoneResult.Enrolled)
        {
            return false;
        }

        acknowledged.Add(nonce);
        return true;
    }

    private static async Task<bool> LogOutAsync(RestApi api, string nonce, ConcurrentBag<string> acknowledged)
    {
        if (!await EnrolAsync(api, nonce, []))
        {
            return false;
        }

        await api.LogoutAsync(nonce, Cancellation);
        acknowledged.Add(nonce);
        return true;
    }

    private static async Task<bool> GrantAsync(RestApi api, string description, ConcurrentBag<string> acknowledged)
    {
        var key = await api.JsonAsync(HttpMethod.Post, $"/apikeys/?description={Uri.EscapeDataString(description)}", null, null, Cancellation);
        var role = key.GetProperty("role").GetString()!;
        string[] rights = ["sessions"];
        using var answer = await api.SendAsync(HttpMethod.Post, $"/servers/{api.Server}/permissions/{role}", null, rights, Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        acknowledged.Add(role);
        return true;
    }

    private static async Task<bool> SignAsync(RestApi api, PhoneClient phone, string amount, ConcurrentBag<string> acknowledged)
    {
        var (tid, link) = await api.CreateTransactionAsync("signer", new { amount }, Cancellation);
        if (await phone.AnswerTransactionAsync(link, Cancellation) is not PhoneResult.Approved)
        {
            return false;
        }

        acknowledged.Add(tid);
        return true;
    }

    private static async Task LogInUntilKilledAsync(RestApi api, PhoneClient phone, string name, ConcurrentBag<string> told)
    {
        try
        {
            for (var i = 0; ; i++)
            {
                var nonce = $"{name}-{i}";
                var result = await phone.LogInAsync(await api.LoginLinkAsync(nonce, Cancellation), cancellationToken: Cancellation);
                if (result is not PhoneResult.LoggedIn)
                {
                    // Cut off: nothing was acknowledged. Anything else would be a fault of the server.
                    Assert.IsType<PhoneResult.NetworkFailed>(result);
                    return;
                }

                told.Add(nonce);
            }
        }
        catch (HttpRequestException)
        {
            // Killed between two logins.
        }
    }

    private sealed class Approving : IConfirmation
    {
        public ValueTask<EnrolAnswer> ConfirmEnrolAsync(EnrolPrompt prompt, CancellationToken cancellationToken) => new(EnrolAnswer.Approve);

        public ValueTask<LoginAnswer> ConfirmLoginAsync(LoginPrompt prompt, CancellationToken cancellationToken) => new(new LoginAnswer.Approve());

        public ValueTask<TransactionAnswer> ConfirmTransactionAsync(TransactionPrompt prompt, CancellationToken cancellationToken) => new(TransactionAnswer.Approve);
    }
}
