using NextAuth.Authenticator;

namespace NextAuth.EndToEnd.Tests.Contract;

/// <summary>Enrolling, and whose an account is.</summary>
public sealed class RegistrationTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly VirtualServer _server = fixture.Server;

    [Fact]
    public async Task An_enrol_code_is_good_once_and_names_label_and_user()
    {
        var (nonce, user) = (VirtualServer.Name("session"), VirtualServer.Name("user"));
        var link = (await fixture.Root.GetAsync($"{_server.Path}/sessions/qr/enrol?name=Ada%20%F0%9F%94%91+1&userid={user}", nonce)).IsBytes("application/octet-stream");
        await using var phone = await Phone.EnrolAsync(fixture.Root.Url, link);
        await using var late = Phone.Empty(fixture.Root.Url);

        Assert.Equal(Refusal.NotValid, Assert.IsType<PhoneResult.Refused>(await late.TryEnrolAsync(link)).Cause);
        var account = (await fixture.Root.GetAsync($"{_server.Path}/accounts/{await _server.AccountAsync(nonce)}/")).Is("Account");
        Assert.Equal("Ada 🔑 1", account.GetProperty("description").GetString());
        Assert.Equal(user, account.GetProperty("userid").GetString());
        Assert.False(account.GetProperty("blocked").GetBoolean());
    }

    [Fact]
    public async Task Where_names_are_unique_a_taken_one_is_409()
    {
        await using var server = await VirtualServer.CreateAsync(fixture.Root, new { serverName = "Unique", serverFlags = (string[])["uniqueNames"] });
        await using var phone = await server.EnrolAsync("first", label: "Ada");

        (await fixture.Root.GetAsync($"{server.Path}/sessions/qr/enrol?name=Ada", "second")).IsProblem(409, "name-taken");
        (await fixture.Root.GetAsync($"{server.Path}/sessions/qr/enrol?name=Bea", "second")).IsBytes("application/octet-stream");
    }

    [Fact]
    public async Task RegisterUser_ties_the_account_that_is_logged_in_and_makes_the_user()
    {
        var (nonce, user) = (VirtualServer.Name("session"), VirtualServer.Name("user"));
        var path = $"{_server.Path}/sessions/registeruser?userid={user}";
        (await fixture.Root.PostAsync(path, nonce: nonce)).IsProblem(403, "not-logged-in");

        await using var phone = await _server.EnrolAsync(nonce);
        Assert.False((await _server.SessionAsync(nonce)).TryGetProperty("userid", out _));
        (await fixture.Root.PostAsync(path, nonce: nonce)).IsEmpty();

        Assert.Equal(user, (await _server.SessionAsync(nonce)).GetProperty("userid").GetString());
        Assert.Single((await fixture.Root.GetAsync($"{_server.Path}/users/?search={user}")).Is("Users").GetProperty("users").EnumerateArray());
        await _server.LogoutAsync(nonce);
        (await fixture.Root.PostAsync(path, nonce: nonce)).IsProblem(403, "not-logged-in");
    }

    [Fact]
    public async Task UpdateAccountUser_gives_the_account_to_another_user_and_makes_the_user()
    {
        var (nonce, user) = (VirtualServer.Name("session"), "Zoë/ % + @ # 🔑 " + VirtualServer.Name("user"));
        await using var phone = await _server.EnrolAsync(nonce, VirtualServer.Name("user"));
        var account = await _server.AccountAsync(nonce);

        var given = (await fixture.Root.PutAsync($"{_server.Path}/accounts/{account}/user?userid={Uri.EscapeDataString(user)}")).Is("Account");

        Assert.Equal(user, given.GetProperty("userid").GetString());
        Assert.Equal(user, (await _server.SessionAsync(nonce)).GetProperty("userid").GetString());
    }
}
