using System.Collections.Concurrent;
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

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_login_that_a_phone_was_told_of_is_lost()
    {
        await using var host = await HostProcess.StartNewAsync(Cancellation);
        using var api = new RestApi(host.Url, host.RootKey);
        await api.CreateServerAsync(new { serverName = "Shop" }, Cancellation);
        var phones = new List<PhoneClient>();
        for (var i = 0; i < Phones; i++)
        {
            var phone = new PhoneClient(new MemoryAccountStore(), new Approving());
            Assert.IsType<PhoneResult.Enrolled>(await phone.EnrolAsync(await api.EnrolLinkAsync($"enrol-{i}", $"phone {i}", Cancellation), cancellationToken: Cancellation));
            phones.Add(phone);
        }

        var told = new ConcurrentBag<string>();
        for (var kill = 1; kill <= Kills; kill++)
        {
            var round = kill;
            var work = phones.Select((phone, i) => Task.Run(() => LogInUntilKilledAsync(api, phone, $"login-{round}-{i}", told), Cancellation)).ToList();
            await Eventually.TrueAsync(() => Task.FromResult(told.Count >= round * LoginsBetween), () => $"Only {told.Count} logins.\n{host.Program.Errors}", Cancellation);
            await Task.Delay(RandomNumberGenerator.GetInt32(50), Cancellation);
            await host.KillAsync();
            await Task.WhenAll(work);
            await host.StartAsync(Cancellation);

            foreach (var nonce in told)
            {
                Assert.True(await api.IsLoggedInAsync(nonce, Cancellation), $"{nonce} is lost after kill {round}.");
            }
        }

        Assert.True(told.Count >= Kills * LoginsBetween);
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
    }
}
