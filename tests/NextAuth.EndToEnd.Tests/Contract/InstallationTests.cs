using NextAuth.Authenticator;
using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests.Contract;

/// <summary>
/// What needs an installation of its own: a faulty server that obeys would lock out those whose server it is, and a setting shortens a wait. Nothing of it is tried on a
/// server that was named.
/// </summary>
public sealed class InstallationTests(Target target)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_last_root_with_a_key_loses_neither_right_nor_key()
    {
        await using var host = await StartAsync();
        var root = new Caller(host.Url, host.RootKey);
        var first = Assert.Single((await root.GetAsync("/servers/global/permissions/")).Is("Permissions").GetProperty("permissions").EnumerateArray()).GetProperty("role").GetString()!;
        // Not deleted: the key that it was made with is gone in the end.
        var server = await VirtualServer.CreateAsync(root);
        await server.CreateUserAsync("ada");
        var keyless = (await root.PostAsync($"{server.Path}/users/ada/role/")).Is("Role").GetProperty("role").GetString()!;
        (await root.PostAsync($"/servers/global/permissions/{keyless}", (string[])["root"])).IsEmpty();

        await IsTheLastAsync(root, first);

        var (second, role) = await server.CreateKeyAsync("global", "root");
        (await second.DeleteAsync($"/apikeys/{first}")).IsEmpty();
        (await root.GetAsync(server.Path)).IsProblem(401, "unknown-api-key");
        await IsTheLastAsync(second, role);
    }

    [Fact]
    public async Task A_transaction_that_nobody_answered_has_expired()
    {
        await using var host = await StartAsync("--NextAuth:Transactions:Lifetime=00:00:30");
        await using var server = await VirtualServer.CreateAsync(new(host.Url, host.RootKey));
        await using var phone = await server.EnrolAsync("n");
        var made = (await server.Root.PostAsync($"{server.Path}/sessions/transactions", new { amount = "10 €" }, "n")).Is("TransactionId");
        var path = $"{server.Path}/transactions/{made.GetProperty("tid").GetString()}";
        async Task<string?> StatusAsync() => (await server.Root.GetAsync(path)).Is("TransactionResult").GetProperty("tstatus").GetString();
        Assert.Equal("0", await StatusAsync());

        await Eventually.TrueAsync(async () => await StatusAsync() != "0", () => "It does not expire.", Cancellation);

        Assert.Equal("3", await StatusAsync());
        (await server.Root.GetAsync($"{path}/evidence")).IsProblem(404, "no-evidence");
        Assert.IsType<PhoneResult.Refused>(await phone.ScanAsync(made.GetProperty("qrdata").GetBytesFromBase64()));
        Assert.Equal("3", await StatusAsync());
    }

    private static async Task IsTheLastAsync(Caller root, string role)
    {
        var path = $"/servers/global/permissions/{role}";
        (await root.DeleteAsync($"/apikeys/{role}")).IsProblem(409, "last-root");
        (await root.DeleteAsync(path)).IsProblem(409, "last-root");
        (await root.PostAsync(path, (string[])["users", "servers", "setrid"])).IsProblem(409, "last-root");

        var permission = Assert.Single((await root.GetAsync(path)).Is("Permissions").GetProperty("permissions").EnumerateArray());
        Assert.Contains("root", permission.GetProperty("acl").GetString()!.Split(','));
    }

    private async Task<HostProcess> StartAsync(params string[] settings)
    {
        await target.RootAsync();
        Assert.SkipUnless(target.IsOwn, "Only on a server that these tests start themselves.");
        return await HostProcess.StartNewAsync(Cancellation, settings);
    }
}
