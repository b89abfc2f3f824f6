using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests.Contract;

/// <summary>Deleting and blocking have their whole effect: the sessions end, the pages hear it, the phone is told.</summary>
public sealed class EndTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Ends => ["deleteAccount", "deleteUserAccounts", "deleteUser", "updateAccount", "deleteServer"];

    public static TheoryData<string> Removals => ["deleteAccount", "deleteUserAccounts", "deleteUser"];

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task The_page_hears_LOGOUT_and_a_phone_that_listens_is_told(string operation)
    {
        await using var server = await VirtualServer.CreateAsync(fixture.Root);
        var (nonce, user) = (VirtualServer.Name("session"), VirtualServer.Name("user"));
        await using var phone = await server.EnrolAsync(nonce, user);
        await phone.ListenAsync();
        var words = $"{(await server.SessionAsync(nonce)).GetProperty("hsid").GetString()} {server.Id}";
        using var page = await BrowserSocket.ConnectAsync(fixture.Root.Url, Cancellation);
        await page.SendAsync($"REGISTER {words}", Cancellation);
        await page.HearsAsync($"LOGIN {words}", Cancellation);

        await EndAsync(server, operation, nonce, user);

        await page.HearsAsync($"LOGOUT {words}", Cancellation);
        if (operation is not "updateAccount")
        {
            await Eventually.TrueAsync(() => Task.FromResult(phone.WasRemoved), () => "The phone keeps its copy.", Cancellation);
        }
    }

    [Theory]
    [MemberData(nameof(Removals))]
    public async Task A_phone_that_was_away_is_told_when_it_connects_next(string operation)
    {
        var (nonce, user) = (VirtualServer.Name("session"), VirtualServer.Name("user"));
        await using var phone = await fixture.Server.EnrolAsync(nonce, user);

        await EndAsync(fixture.Server, operation, nonce, user);

        Assert.False(await fixture.Server.IsLoggedInAsync(nonce));
        await phone.HearRemovalAsync();
    }

    private async Task EndAsync(VirtualServer server, string operation, string nonce, string user)
    {
        var account = await server.AccountAsync(nonce);
        var answer = operation switch
        {
            "deleteAccount" => await fixture.Root.DeleteAsync($"{server.Path}/accounts/{account}/"),
            "deleteUserAccounts" => await fixture.Root.DeleteAsync($"{server.Path}/users/{user}/accounts"),
            "deleteUser" => await fixture.Root.DeleteAsync($"{server.Path}/users/{user}/"),
            "deleteServer" => await fixture.Root.DeleteAsync(server.Path),
            _ => await fixture.Root.PutAsync($"{server.Path}/accounts/{account}/?blocked=true"),
        };
        Assert.Equal(200, answer.Status);
    }
}
