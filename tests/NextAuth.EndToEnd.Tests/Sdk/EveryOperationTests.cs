using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using NextAuth.Authenticator;
using NextAuthApi;

namespace NextAuth.EndToEnd.Tests.Sdk;

/// <summary>Every method of the client for .NET against the real program. A method without a line here fails.</summary>
public sealed class EveryOperationTests(SdkFixture fixture) : IClassFixture<SdkFixture>
{
    private static readonly Dictionary<string, Func<SdkWorld, Task>> Operations = new()
    {
        ["GetSession"] = async world =>
        {
            var status = await world.Sessions.GetSessionAsync(world.Server, SdkWorld.Nonce, Cancellation);
            Assert.Equal((true, true, SdkWorld.User, world.Account, 65), (status.Loggedin, status.Canprovoke, status.Userid, status.Accountid, status.Pk!.Length));
        },
        ["GetQrLogin"] = async world =>
        {
            Assert.Equal(Png, (await world.Sessions.GetQrLoginAsync(world.Server, "n", "png", 200, cancellationToken: Cancellation))[..4]);
            await LogInAsync(world, await world.Sessions.GetQrLoginAsync(world.Server, "n", userContext: Context, cancellationToken: Cancellation));
        },
        ["PostQrLogin"] = async world => await LogInAsync(world, await world.Sessions.PostQrLoginAsync(world.Server, "n", userContext: Context, cancellationToken: Cancellation)),
        ["GetHtmlLogin"] = async world =>
        {
            Assert.Contains("<bdi>al/ice@example.com</bdi>", await world.Html.GetHtmlLoginAsync(world.Server, SdkWorld.Nonce, cancellationToken: Cancellation), StringComparison.Ordinal);
            await LogInAsync(world, LinkIn(await world.Html.GetHtmlLoginAsync(world.Server, "n", "de", Context, Cancellation)));
        },
        ["PostHtmlLogin"] = async world => await LogInAsync(world, LinkIn(await world.Html.PostHtmlLoginAsync(world.Server, "n", userContext: Context, cancellationToken: Cancellation))),
        ["GetHtmlEnrol"] = async world =>
        {
            var link = Encoding.ASCII.GetString(LinkIn(await world.Html.GetHtmlEnrolAsync(world.Server, "n", "second phone", "bob", cancellationToken: Cancellation)));
            Assert.IsType<PhoneResult.Enrolled>(await world.Phone.EnrolAsync(link, cancellationToken: Cancellation));
            Assert.Equal("bob", (await world.Sessions.GetSessionAsync(world.Server, "n", Cancellation)).Userid);
        },
        ["GetHtmlFooter"] = async world => Assert.Equal(2, Watched(await world.Html.GetHtmlFooterAsync(
            world.Server, SdkWorld.Nonce, new() { Sessions = [new() { Serverid = world.Server, Sessionid = "other" }] }, Cancellation))),
        ["PostHtmlFooter"] = async world => Assert.Equal(1, Watched(await world.Html.PostHtmlFooterAsync(world.Server, SdkWorld.Nonce, cancellationToken: Cancellation))),
        ["ProvokeLogin"] = async world =>
        {
            await world.Sessions.ProvokeLoginAsync(world.Server, SdkWorld.Nonce, Context, Cancellation);
            Assert.NotNull((await world.Accounts.GetAccountAsync(world.Server, world.Account, Cancellation)).Lastprovoke);
            var refused = await Assert.ThrowsAsync<NextAuthApiException>(() => world.Sessions.ProvokeLoginAsync(world.Server, "unseen", cancellationToken: Cancellation));
            Assert.Equal((HttpStatusCode.Forbidden, ProblemCauses.NoAccount), (refused.StatusCode, refused.Cause));
        },
        ["ProvokeLoginForCode"] = async world =>
        {
            Assert.Null(await world.Sessions.ProvokeLoginForCodeAsync(world.Server, SdkWorld.Nonce, cancellationToken: Cancellation));
            await world.Servers.UpdateServerAsync(world.Server, new() { ServerFlags = ["typedCode"] }, Cancellation);
            Assert.Matches("^[0-9]{6}$", await world.Sessions.ProvokeLoginForCodeAsync(world.Server, SdkWorld.Nonce, cancellationToken: Cancellation));
        },
        ["ProvokeLoginOnAccount"] = world => world.Sessions.ProvokeLoginOnAccountAsync(world.Server, "n", world.Account, Context, Cancellation),
        ["ProvokeLoginOnAccountForCode"] = async world =>
            Assert.Null(await world.Sessions.ProvokeLoginOnAccountForCodeAsync(world.Server, "n", world.Account, Context, Cancellation)),
        ["ProvokeLoginOnUserForCode"] = async world =>
            Assert.Null(await world.Sessions.ProvokeLoginOnUserForCodeAsync(world.Server, "n", SdkWorld.User, Context, Cancellation)),
        ["ProvokeLoginOnUser"] = world => world.Sessions.ProvokeLoginOnUserAsync(world.Server, "n", SdkWorld.User, Context, Cancellation),
        ["Logout"] = async world =>
        {
            await world.Sessions.LogoutAsync(world.Server, SdkWorld.Nonce, Cancellation);
            Assert.False((await world.Sessions.GetSessionAsync(world.Server, SdkWorld.Nonce, Cancellation)).Loggedin);
        },
        ["GetQrEnrol"] = async world =>
        {
            var code = await world.Registration.GetQrEnrolAsync(world.Server, "n", "second phone", "bob", cancellationToken: Cancellation);
            Assert.IsType<PhoneResult.Enrolled>(await world.Phone.EnrolAsync(Encoding.ASCII.GetString(code), cancellationToken: Cancellation));
            Assert.Equal("bob", (await world.Sessions.GetSessionAsync(world.Server, "n", Cancellation)).Userid);
        },
        ["RegisterUser"] = async world =>
        {
            await world.Registration.RegisterUserAsync(world.Server, SdkWorld.Nonce, "bob 🙂", Cancellation);
            Assert.Equal("bob 🙂", (await world.Sessions.GetSessionAsync(world.Server, SdkWorld.Nonce, Cancellation)).Userid);
        },
        ["UpdateAccountUser"] = async world =>
            Assert.Equal("bob+1", (await world.Registration.UpdateAccountUserAsync(world.Server, world.Account, "bob+1", Cancellation)).Userid),
        ["GetServerVash"] = async world => Assert.Equal(Png, (await world.Registration.GetServerVashAsync(world.Server, Cancellation))[..4]),
        ["GetUsers"] = async world =>
        {
            await world.Users.SetUserAttributesAsync(world.Server, SdkWorld.User, new JsonObject { ["city"] = "Bern" }, Cancellation);
            var users = await world.Users.GetUsersAsync(world.Server, ["city=in:Bern,Basel"], "AL/", 10, 0, "userid:desc", Cancellation);
            Assert.Equal((SdkWorld.User, 1L, 1L), (Assert.Single(users.Items).Userid, users.Items[0].Numberaccounts, users.Totalnumber));
        },
        ["DeleteUser"] = async world =>
        {
            await world.Users.DeleteUserAsync(world.Server, SdkWorld.User, Cancellation);
            Assert.Empty((await world.Users.GetUsersAsync(world.Server, cancellationToken: Cancellation)).Items);
        },
        ["GetUser"] = async world => Assert.Equal(world.Account, Assert.Single((await world.Users.GetUserAsync(world.Server, SdkWorld.User, sort: "id", cancellationToken: Cancellation)).Items).Id),
        ["DeleteUserAccounts"] = async world =>
        {
            await world.Users.DeleteUserAccountsAsync(world.Server, SdkWorld.User, Cancellation);
            Assert.Equal(0, (await world.Users.GetUserAsync(world.Server, SdkWorld.User, cancellationToken: Cancellation)).Totalnumber);
        },
        ["GetUserAttributes"] = AttributesAsync,
        ["SetUserAttributes"] = AttributesAsync,
        ["UpdateUserAttributes"] = AttributesAsync,
        ["DeleteUserAttributes"] = AttributesAsync,
        ["DeleteUserAttribute"] = AttributesAsync,
        ["GetAllAccounts"] = async world => Assert.Equal(world.Account, Assert.Single((await world.Accounts.GetAllAccountsAsync(world.Server, sort: "created:desc", cancellationToken: Cancellation)).Items).Id),
        ["GetAccount"] = async world =>
        {
            var account = await world.Accounts.GetAccountAsync(world.Server, world.Account, Cancellation);
            Assert.Equal(("phone", false, SdkWorld.User), (account.Description, account.Blocked, account.Userid));
        },
        ["UpdateAccount"] = async world => Assert.True((await world.Accounts.UpdateAccountAsync(world.Server, world.Account, blocked: true, Cancellation)).Blocked),
        ["DeleteAccount"] = async world =>
        {
            await world.Accounts.DeleteAccountAsync(world.Server, world.Account, Cancellation);
            Assert.Equal(
                ProblemCauses.UnknownAccount,
                (await Assert.ThrowsAsync<NextAuthApiException>(() => world.Accounts.GetAccountAsync(world.Server, world.Account, Cancellation))).Cause);
        },
        ["CreateTransaction"] = TransactionAsync,
        ["GetTransactionResult"] = TransactionAsync,
        ["GetTransactionEvidence"] = TransactionAsync,
        ["GetServers"] = async world => Assert.Contains(world.Server, (await world.Servers.GetServersAsync(limit: 1000, cancellationToken: Cancellation)).Items.Select(server => server.Serverid)),
        ["CreateServer"] = async world => Assert.Equal(("nextAuth", -1), await world.Servers.CreateServerAsync(cancellationToken: Cancellation) is var server ? (server.ServerName, server.PinTimeout) : default),
        ["GetServer"] = async world => Assert.Equal(("Sdk", 1L), await world.Servers.GetServerAsync(world.Server, Cancellation) is var server ? (server.ServerName, server.AccountCount) : default),
        ["UpdateServer"] = async world =>
        {
            // What is left out stays; a whole server as it was answered may be sent back.
            var changed = await world.Servers.UpdateServerAsync(world.Server, new() { PingTime = 30 }, Cancellation);
            Assert.Equal(("Sdk", 30), (changed.ServerName, changed.PingTime));
            Assert.Equal("Shop", (await world.Servers.UpdateServerAsync(world.Server, changed with { ServerName = "Shop" }, Cancellation)).ServerName);
        },
        ["DeleteServer"] = async world =>
        {
            await world.Servers.DeleteServerAsync(world.Server, Cancellation);
            Assert.Equal(HttpStatusCode.NotFound, (await Assert.ThrowsAsync<NextAuthApiException>(() => world.Servers.GetServerAsync(world.Server, Cancellation))).StatusCode);
        },
        ["GetServerAttributes"] = ServerAttributesAsync,
        ["SetServerAttributes"] = ServerAttributesAsync,
        ["UpdateServerAttributes"] = ServerAttributesAsync,
        ["DeleteServerAttributes"] = ServerAttributesAsync,
        ["DeleteServerAttribute"] = ServerAttributesAsync,
        ["GetApiKeys"] = KeysAsync,
        ["CreateApiKey"] = KeysAsync,
        ["RevokeApiKey"] = KeysAsync,
        ["GetAllPermissions"] = PermissionsAsync,
        ["GetPermissions"] = PermissionsAsync,
        ["GrantPermissions"] = PermissionsAsync,
        ["RevokePermissions"] = PermissionsAsync,
        ["GetUserRole"] = UserRoleAsync,
        ["GetOrCreateUserRole"] = UserRoleAsync,
        ["GetGlobalAttributes"] = GlobalAttributesAsync,
        ["SetGlobalAttributes"] = GlobalAttributesAsync,
        ["UpdateGlobalAttributes"] = GlobalAttributesAsync,
        ["DeleteGlobalAttributes"] = GlobalAttributesAsync,
        ["DeleteGlobalAttribute"] = GlobalAttributesAsync,
        ["GetServerPrivilegedAttributes"] = PrivilegedAttributesAsync,
        ["SetServerPrivilegedAttributes"] = PrivilegedAttributesAsync,
        ["UpdateServerPrivilegedAttributes"] = PrivilegedAttributesAsync,
        ["DeleteServerPrivilegedAttributes"] = PrivilegedAttributesAsync,
        ["DeleteServerPrivilegedAttribute"] = PrivilegedAttributesAsync,
    };

    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G'];

    private static readonly UserContext Context = new()
    {
        Announceinfo = new() { Info = new Dictionary<string, string> { ["Till"] = "4" }, Ip = "192.0.2.7", Useragent = "Firefox" },
        Sessioninfo = new() { Info = new Dictionary<string, string> { ["Order"] = "17" } },
    };

    // Operations that can only be seen together share a run, which is made once.
    public static TheoryData<string> Names => [.. Operations.DistinctBy(operation => operation.Value).Select(operation => operation.Key)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_method_of_every_area_is_driven() => Assert.Equal(
        typeof(NextAuthApi.SessionsApi).Assembly.GetExportedTypes()
            .Where(type => type.Name.EndsWith("Api", StringComparison.Ordinal))
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Select(method => method.Name[..^"Async".Length])
            .Order(StringComparer.Ordinal),
        Operations.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_method_does_what_the_API_says(string name) => await Operations[name](await SdkWorld.MakeAsync(fixture.Services));

    [Fact]
    public async Task A_login_is_awaited_over_the_real_WebSocket()
    {
        var world = await SdkWorld.MakeAsync(fixture.Services);
        world.Watcher.PollInterval = TimeSpan.FromHours(1);
        var waiting = world.Watcher.WaitForLoginAsync(world.Server, "watched", Cancellation);
        await LogInAsync(world, await world.Sessions.GetQrLoginAsync(world.Server, "watched", cancellationToken: Cancellation));

        Assert.Equal(world.Account, (await waiting).Accountid);
    }

    private static byte[] LinkIn(string html) =>
        Encoding.ASCII.GetBytes(WebUtility.HtmlDecode(html.Split(" data-link=\"")[1].Split('"')[0]));

    private static int Watched(string footer) => footer.Split(" data-nextauth=\"session\"").Length - 1;

    private static async Task LogInAsync(SdkWorld world, byte[] code) =>
        Assert.IsType<PhoneResult.LoggedIn>(await world.Phone.LogInAsync(Encoding.ASCII.GetString(code), cancellationToken: Cancellation));

    private static Task AttributesAsync(SdkWorld world) => AttributesAsync(
        () => world.Users.GetUserAttributesAsync(world.Server, "n/ew", Cancellation),
        set => world.Users.SetUserAttributesAsync(world.Server, "n/ew", set, Cancellation),
        some => world.Users.UpdateUserAttributesAsync(world.Server, "n/ew", some, Cancellation),
        key => world.Users.DeleteUserAttributeAsync(world.Server, "n/ew", key, Cancellation),
        () => world.Users.DeleteUserAttributesAsync(world.Server, "n/ew", Cancellation));

    private static Task ServerAttributesAsync(SdkWorld world) => AttributesAsync(
        () => world.Servers.GetServerAttributesAsync(world.Server, Cancellation),
        set => world.Servers.SetServerAttributesAsync(world.Server, set, Cancellation),
        some => world.Servers.UpdateServerAttributesAsync(world.Server, some, Cancellation),
        key => world.Servers.DeleteServerAttributeAsync(world.Server, key, Cancellation),
        () => world.Servers.DeleteServerAttributesAsync(world.Server, Cancellation));

    private static Task GlobalAttributesAsync(SdkWorld world) => AttributesAsync(
        () => world.Global.GetGlobalAttributesAsync(Cancellation),
        set => world.Global.SetGlobalAttributesAsync(set, Cancellation),
        some => world.Global.UpdateGlobalAttributesAsync(some, Cancellation),
        key => world.Global.DeleteGlobalAttributeAsync(key, Cancellation),
        () => world.Global.DeleteGlobalAttributesAsync(Cancellation));

    private static Task PrivilegedAttributesAsync(SdkWorld world) => AttributesAsync(
        () => world.Global.GetServerPrivilegedAttributesAsync(world.Server, Cancellation),
        set => world.Global.SetServerPrivilegedAttributesAsync(world.Server, set, Cancellation),
        some => world.Global.UpdateServerPrivilegedAttributesAsync(world.Server, some, Cancellation),
        key => world.Global.DeleteServerPrivilegedAttributeAsync(world.Server, key, Cancellation),
        () => world.Global.DeleteServerPrivilegedAttributesAsync(world.Server, Cancellation));

    private static async Task AttributesAsync(
        Func<Task<JsonObject>> get, Func<JsonObject, Task> set, Func<JsonObject, Task> update, Func<string, Task> delete, Func<Task> clear)
    {
        await set(new() { ["a/b"] = 1, ["c"] = new JsonArray("x", null), ["d"] = "é🙂" });
        await update(new() { ["a/b"] = 2 });
        await delete("c");
        Assert.True(JsonNode.DeepEquals(new JsonObject { ["a/b"] = 2, ["d"] = "é🙂" }, await get()));
        await clear();
        Assert.Empty(await get());
    }

    private static async Task TransactionAsync(SdkWorld world)
    {
        var made = await world.Transactions.CreateTransactionAsync(world.Server, SdkWorld.Nonce, new() { Amount = "10 €", Benificiary = "Bob" }, Cancellation);
        Assert.Equal("0", (await world.Transactions.GetTransactionResultAsync(world.Server, made.Tid, Cancellation)).Tstatus);
        Assert.IsType<PhoneResult.Approved>(await world.Phone.ScanAsync(Encoding.ASCII.GetString(made.Qrdata), cancellationToken: Cancellation));
        Assert.Equal("1", (await world.Transactions.GetTransactionResultAsync(world.Server, made.Tid, Cancellation)).Tstatus);
        Assert.Equal((made.Tid, 64), await world.Transactions.GetTransactionEvidenceAsync(world.Server, made.Tid, Cancellation) is var evidence ? (evidence.Transaction, evidence.Signature.Length) : default);
    }

    private static async Task KeysAsync(SdkWorld world)
    {
        var key = await world.Management.CreateApiKeyAsync("a shop & more", Cancellation);
        Assert.Contains(key.Role, (await world.Management.GetApiKeysAsync(Cancellation)).Apikeys.Select(listed => listed.Role));
        await world.Management.RevokeApiKeyAsync(key.Role, Cancellation);
        Assert.DoesNotContain(key.Role, (await world.Management.GetApiKeysAsync(Cancellation)).Apikeys.Select(listed => listed.Role));
    }

    private static async Task PermissionsAsync(SdkWorld world)
    {
        var role = (await world.Management.CreateApiKeyAsync("shop", Cancellation)).Role;
        await world.Management.GrantPermissionsAsync(world.Server, role, ["sessions", "users"], Cancellation);
        Assert.Equal("sessions,users", Assert.Single((await world.Management.GetPermissionsAsync(world.Server, role, Cancellation)).Items).Acl);
        Assert.Contains(role, (await world.Management.GetAllPermissionsAsync(world.Server, Cancellation)).Items.Select(permission => permission.Role));
        await world.Management.RevokePermissionsAsync(world.Server, role, Cancellation);
        Assert.Empty((await world.Management.GetPermissionsAsync(world.Server, role, Cancellation)).Items);
    }

    private static async Task UserRoleAsync(SdkWorld world)
    {
        Assert.Equal(ProblemCauses.UnknownRole, (await Assert.ThrowsAsync<NextAuthApiException>(() => world.Management.GetUserRoleAsync(world.Server, SdkWorld.User, Cancellation))).Cause);
        var role = await world.Management.GetOrCreateUserRoleAsync(world.Server, SdkWorld.User, Cancellation);
        Assert.Equal(role, await world.Management.GetUserRoleAsync(world.Server, SdkWorld.User, Cancellation));
    }
}
