namespace NextAuth.EndToEnd.Tests.Contract;

/// <summary>Accounts: what is told of them, blocking, deleting.</summary>
public sealed class AccountTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly VirtualServer _server = fixture.Server;

    public static TheoryData<string> NamesOfAccount => Operations.Where(operation => operation.Path.Contains("{account}", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(NamesOfAccount))]
    public async Task What_names_no_account_here_is_404(string name)
    {
        var operation = Operations.Get(name);
        await using var other = await VirtualServer.CreateAsync(fixture.Root);
        await using var phone = await other.EnrolAsync("n");
        var foreign = await other.AccountAsync("n");
        foreach (var account in (string[])["0", "-1", "+1", "%2B1", "1.0", "abc", "1%2F2", "%20", "9223372036854775807", "9223372036854775808", $"{foreign}"])
        {
            var path = operation.Path.Replace("{S}", _server.Path, StringComparison.Ordinal).Replace("{account}", account, StringComparison.Ordinal);
            (await fixture.Root.SendAsync(operation.Method, path + Stage.QueryOf(operation, "ada"), operation.OfSession ? "n" : null)).IsProblem(404, "unknown-account");
        }

        Assert.True(await other.IsLoggedInAsync("n"));
        Assert.False((await fixture.Root.GetAsync($"{other.Path}/accounts/{foreign}/")).Is("Account").GetProperty("blocked").GetBoolean());
    }

    [Fact]
    public async Task Blocking_ends_the_sessions_and_keeps_the_phone_out_until_unblocked()
    {
        var nonce = VirtualServer.Name("session");
        await using var phone = await _server.EnrolAsync(nonce);
        var path = $"{_server.Path}/accounts/{await _server.AccountAsync(nonce)}/";

        Assert.True((await fixture.Root.PutAsync(path + "?blocked=true")).Is("Account").GetProperty("blocked").GetBoolean());
        Assert.False(await _server.IsLoggedInAsync(nonce));
        await phone.ScanAsync(await _server.LoginLinkAsync(nonce));
        Assert.False(await _server.IsLoggedInAsync(nonce));

        Assert.False((await fixture.Root.PutAsync(path + "?blocked=false")).Is("Account").GetProperty("blocked").GetBoolean());
        Assert.False(await _server.IsLoggedInAsync(nonce));
        await phone.ScanAsync(await _server.LoginLinkAsync(nonce));
        Assert.True(await _server.IsLoggedInAsync(nonce));
    }

    [Fact]
    public async Task DeleteAccount_ends_its_sessions_and_the_phone_deletes_its_copy()
    {
        var nonce = VirtualServer.Name("session");
        await using var phone = await _server.EnrolAsync(nonce);
        await phone.ListenAsync();
        var path = $"{_server.Path}/accounts/{await _server.AccountAsync(nonce)}/";

        (await fixture.Root.DeleteAsync(path)).IsEmpty();

        (await fixture.Root.DeleteAsync(path)).IsProblem(404, "unknown-account");
        Assert.False(await _server.IsLoggedInAsync(nonce));
        Assert.False((await _server.SessionAsync(nonce)).GetProperty("canprovoke").GetBoolean());
        await Processes.Eventually.TrueAsync(() => Task.FromResult(phone.WasRemoved), () => "The phone keeps its copy.", TestContext.Current.CancellationToken);
    }
}
