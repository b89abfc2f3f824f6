namespace NextAuth.EndToEnd.Tests.Contract;

/// <summary>A virtual server with four users and five accounts, one of nobody and one blocked.</summary>
public sealed class ListFixture(Target target) : IAsyncLifetime
{
    internal ServerFixture Server { get; } = new(target);

    internal List<(long Id, string? User)> Accounts { get; } = [];

    public async ValueTask InitializeAsync()
    {
        await Server.InitializeAsync();
        await Server.Server.CreateUserAsync("ann", new { color = "red", age = 7 });
        await Server.Server.CreateUserAsync("Bob_1", new { color = "red", vip = true });
        await Server.Server.CreateUserAsync("cyd%", new { color = "blue", age = 7 });
        await Server.Server.CreateUserAsync("Döra", new { other = "red" });
        foreach (var (user, label) in ((string?, string)[])[("ann", "one"), ("ann", "One"), ("ann", "one"), ("cyd%", "two"), (null, "one")])
        {
            await using var phone = await Server.Server.EnrolAsync($"session-{Accounts.Count}", user, label);
            Accounts.Add((await Server.Server.AccountAsync($"session-{Accounts.Count}"), user));
        }

        (await Server.Root.PutAsync($"{Server.Server.Path}/accounts/{Accounts[1].Id}/?blocked=true")).Is("Account");
        (await Server.Root.PostAsync($"{Server.Server.Path}/accounts/{Accounts[2].Id}/provokelogin", nonce: "push")).IsEmpty();
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
