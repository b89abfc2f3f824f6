
namespace NextAuth.EndToEnd.Tests.Contract;

/// <summary>Users: their names in paths, and what goes with them.</summary>
public sealed class UserTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly VirtualServer _server = fixture.Server;

    public static TheoryData<string> GoodNames =>
    [
        "ada/b", "a%b", "a%2Fb", "a+b", "a b", " ", "ada@example.com", "a#b?c=d", "..", ".", "🔑", "Zoë Müller", "Ελένη", "a\u200db", new string('u', 255), string.Concat(Enumerable.Repeat("🔑", 255)),
    ];

    public static TheoryData<string> BadNames =>
    [
        new string('u', 256), string.Concat(Enumerable.Repeat("%F0%9F%94%91", 256)), "a%01b", "a%0Ab", "a%7Fb", "a%C2%85b", "%FF", "%C3%28", "a%", "a%2", "a%zz",
    ];

    public static TheoryData<string> NamesOfUserAnywhere => Operations.Where(operation => operation.TakesUser);

    public static TheoryData<string> NamesOfUser => Operations.Where(operation => operation.Path.Contains("{user}", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(GoodNames))]
    public async Task A_name_of_any_characters_is_one_user(string user)
    {
        var path = $"{_server.Path}/users/{Uri.EscapeDataString(user)}/attributes/";
        if (user is "." or "..")
        {
            // Whatever the spelling, these are taken for steps in the path on their way.
            (await fixture.Root.PostAsync(path, "{}")).IsProblem(404, "unknown-path");
            return;
        }

        (await fixture.Root.PostAsync(path, new { color = user })).IsEmpty();

        Assert.Equal(user, (await fixture.Root.GetAsync(path)).IsAttributes().GetProperty("color").GetString());
        var found = (await fixture.Root.GetAsync($"{_server.Path}/users/?search={Uri.EscapeDataString(user)}&sort=userid")).Is("Users");
        Assert.Contains(user, found.GetProperty("users").EnumerateArray().Select(one => one.GetProperty("userid").GetString()));
        (await fixture.Root.DeleteAsync($"{_server.Path}/users/{Uri.EscapeDataString(user)}/")).IsEmpty();
        (await fixture.Root.GetAsync(path)).IsProblem(404, "unknown-user");
    }

    [Theory]
    [MemberData(nameof(NamesOfUserAnywhere))]
    public async Task Every_operation_takes_a_name_of_any_characters_and_lists_show_it_unchanged(string name)
    {
        var operation = Operations.Get(name);
        foreach (var user in GoodNames.Select(row => row.Data).Where(user => user is not ("." or "..")))
        {
            await using var stage = await Stage.PrepareAsync(fixture, operation, user: user);
            var query = operation.Parameters.Contains("userid") && !operation.Required.Contains("userid") ? stage.Query(instead: $"userid={Uri.EscapeDataString(user)}") : stage.Query();

            var answer = await stage.CallAsync(fixture.Root, stage.Path(Uri.EscapeDataString) + query, stage.Body);

            stage.Check(answer);
            var enrolled = name is "getQrEnrol" or "getHtmlEnrol";
            if (enrolled)
            {
                await using var phone = await Phone.EnrolAsync(_server.Root.Url, name == "getQrEnrol" ? answer.Body : HtmlTests.Link(answer.Text));
            }

            await ListsShowAsync(user, there: name != "deleteUser", withAccount: enrolled || operation.Parameters.Contains("userid") || operation.Needs == "login");
            if (name != "deleteUser")
            {
                (await fixture.Root.DeleteAsync($"{_server.Path}/users/{Uri.EscapeDataString(user)}/")).IsEmpty();
            }
        }
    }

    [Fact]
    public async Task A_name_is_decoded_exactly_once_and_its_case_matters()
    {
        string[] names = ["a/b", "a%2Fb", "a%252Fb", "A/b", "a+b", "a b"];
        foreach (var name in names)
        {
            (await fixture.Root.PostAsync($"{_server.Path}/users/{Uri.EscapeDataString(name)}/attributes/", new { name })).IsEmpty();
        }

        foreach (var (spelling, name) in ((string, string)[])[("a%2Fb", "a/b"), ("a%2fb", "a/b"), ("a%252Fb", "a%2Fb"), ("a%25252Fb", "a%252Fb"), ("A%2Fb", "A/b"), ("a+b", "a+b"), ("a%2Bb", "a+b"), ("a%20b", "a b"), ("%61%20%62", "a b")])
        {
            Assert.Equal(name, (await fixture.Root.GetAsync($"{_server.Path}/users/{spelling}/attributes/")).IsAttributes().GetProperty("name").GetString());
        }
    }

    [Fact]
    public async Task A_user_of_another_server_is_none_here_and_is_left_alone()
    {
        await using var other = await VirtualServer.CreateAsync(fixture.Root);
        var user = await other.CreateUserAsync();
        await using var phone = await other.EnrolAsync("n", user);
        var here = $"{_server.Path}/users/{user}";

        (await fixture.Root.DeleteAsync($"{here}/")).IsProblem(404, "unknown-user");
        (await fixture.Root.DeleteAsync($"{here}/accounts")).IsProblem(404, "unknown-user");
        (await fixture.Root.GetAsync($"{here}/attributes/")).IsProblem(404, "unknown-user");
        (await fixture.Root.PutAsync($"{here}/attributes/", new { color = "green" })).IsProblem(404, "unknown-user");
        (await fixture.Root.DeleteAsync($"{here}/attributes/")).IsProblem(404, "unknown-user");
        (await fixture.Root.DeleteAsync($"{here}/attributes/color")).IsProblem(404, "unknown-user");
        (await fixture.Root.PostAsync($"{here}/provokelogin", nonce: "m")).IsProblem(404, "unknown-user");
        (await fixture.Root.PostAsync($"{here}/role/")).IsProblem(404, "unknown-user");
        Assert.Equal(0, Count(await fixture.Root.GetAsync($"{here}/accounts")));

        Assert.True(await other.IsLoggedInAsync("n"));
        Assert.Equal("red", (await fixture.Root.GetAsync($"{other.Path}/users/{user}/attributes/")).IsAttributes().GetProperty("color").GetString());
        Assert.Equal(1, Count(await fixture.Root.GetAsync($"{other.Path}/users/{user}/accounts")));
    }

    [Theory]
    [MemberData(nameof(NamesOfUser))]
    public async Task What_is_no_users_name_is_400(string name)
    {
        var operation = Operations.Get(name);
        foreach (var user in BadNames.Select(row => row.Data))
        {
            var path = operation.Path.Replace("{user}", user, StringComparison.Ordinal).Replace("{S}", _server.Path, StringComparison.Ordinal).Replace("{key}", "color", StringComparison.Ordinal);
            var body = Stage.GoodBody(operation, "color");
            var answer = await fixture.Root.SendAsync(operation.Method, path, operation.OfSession ? "n" : null, body is null ? null : System.Text.Encoding.UTF8.GetBytes(body));
            Assert.Contains("userid", answer.IsProblem(400, "invalid-parameter"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_zero_byte_is_no_HTTP()
    {
        var refused = await fixture.Root.GetAsync($"{_server.Path}/users/a%00b/accounts");

        Assert.Equal((400, 0), (refused.Status, refused.Body.Length));
    }

    [Fact]
    public async Task DeleteUser_takes_attributes_accounts_sessions_and_rights_along()
    {
        var (nonce, user) = (VirtualServer.Name("session"), await _server.CreateUserAsync());
        await using var phone = await _server.EnrolAsync(nonce, user);
        var account = await _server.AccountAsync(nonce);
        var role = (await fixture.Root.PostAsync($"{_server.Path}/users/{user}/role/")).Is("Role").GetProperty("role").GetString();
        (await fixture.Root.PostAsync($"{_server.Path}/permissions/{role}", (string[])["sessions"])).IsEmpty();
        await phone.ListenAsync();

        (await fixture.Root.DeleteAsync($"{_server.Path}/users/{user}/")).IsEmpty();

        Assert.False(await _server.IsLoggedInAsync(nonce));
        (await fixture.Root.GetAsync($"{_server.Path}/users/{user}/attributes/")).IsProblem(404, "unknown-user");
        (await fixture.Root.GetAsync($"{_server.Path}/accounts/{account}/")).IsProblem(404, "unknown-account");
        Assert.NotEqual(200, (await (fixture.Root with { ActingAs = role }).GetAsync($"{_server.Path}/sessions/", nonce)).Status);
        await Processes.Eventually.TrueAsync(() => Task.FromResult(phone.WasRemoved), () => "The phone keeps its copy.", TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task DeleteUserAccounts_leaves_the_user_and_its_attributes()
    {
        var (nonce, user) = (VirtualServer.Name("session"), await _server.CreateUserAsync());
        await using var phone = await _server.EnrolAsync(nonce, user);
        Assert.Equal(1, Count(await fixture.Root.GetAsync($"{_server.Path}/users/{user}/accounts")));

        (await fixture.Root.DeleteAsync($"{_server.Path}/users/{user}/accounts")).IsEmpty();

        Assert.Equal(0, Count(await fixture.Root.GetAsync($"{_server.Path}/users/{user}/accounts")));
        Assert.Equal("red", (await fixture.Root.GetAsync($"{_server.Path}/users/{user}/attributes/")).IsAttributes().GetProperty("color").GetString());
        Assert.False(await _server.IsLoggedInAsync(nonce));
        Assert.Equal(0, Count(await fixture.Root.GetAsync($"{_server.Path}/users/{VirtualServer.Name("nobody")}/accounts")));
    }

    [Fact]
    public async Task A_users_role_has_no_key_and_others_act_as_it()
    {
        var user = await _server.CreateUserAsync();
        var path = $"{_server.Path}/users/{user}/role/";
        (await fixture.Root.GetAsync(path)).IsProblem(404, "unknown-role");

        var role = Role(await fixture.Root.PostAsync(path));

        Assert.Equal(role, Role(await fixture.Root.PostAsync(path)));
        Assert.Equal(role, Role(await fixture.Root.GetAsync(path)));
        var acting = fixture.Root with { ActingAs = role };
        (await acting.GetAsync($"{_server.Path}/sessions/", "n")).IsProblem(403, "missing-right");
        (await fixture.Root.PostAsync($"{_server.Path}/permissions/{role}", (string[])["sessions"])).IsEmpty();
        (await acting.GetAsync($"{_server.Path}/sessions/", "n")).Is("LoginStatus");
    }

    private async Task ListsShowAsync(string user, bool there, bool withAccount)
    {
        var found = (await fixture.Root.GetAsync($"{_server.Path}/users/?search={Uri.EscapeDataString(user)}")).Is("Users").GetProperty("users").EnumerateArray()
            .Where(one => one.GetProperty("userid").GetString() == user).ToList();
        var accounts = (await fixture.Root.GetAsync($"{_server.Path}/users/{Uri.EscapeDataString(user)}/accounts")).Is("Accounts").GetProperty("accounts").EnumerateArray().ToList();
        Assert.True(found.Count == (there ? 1 : 0), $"{found.Count} users are {user}.");
        Assert.True(accounts.Count == (withAccount ? 1 : 0), $"{accounts.Count} accounts are of {user}.");
        Assert.All(found, one => Assert.Equal(accounts.Count, one.GetProperty("numberaccounts").GetInt32()));
        Assert.All(accounts, account => Assert.Equal(user, account.GetProperty("userid").GetString()));
    }

    private static string Role(Answer answer) => answer.Is("Role").GetProperty("role").GetString()!;

    private static int Count(Answer answer) => answer.Is("Accounts").GetProperty("totalnumber").GetInt32();
}
