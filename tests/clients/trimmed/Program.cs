// An application from which everything was cut away that nothing in it seems to use: what the client for .NET would find by reflection alone is gone.
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NextAuthApi;

var services = new ServiceCollection();
services.AddNextAuthApi(options =>
{
    options.BaseUrl = new(args[0]);
    options.ApiKey = Environment.GetEnvironmentVariable("KEY");
});
await using var provider = services.BuildServiceProvider();
var (server, nonce) = (args[1], "a-page");

var users = provider.GetRequiredService<UsersApi>();
await users.SetUserAttributesAsync(server, "bob 🙂", new JsonObject { ["city"] = "Bern" });
Console.WriteLine($"city {(await users.GetUserAttributesAsync(server, "bob 🙂"))["city"]}");
Console.WriteLine($"users {string.Join(", ", (await users.GetUsersAsync(server, sort: "userid:desc")).Items.Select(user => user.Userid))}");

var changed = await provider.GetRequiredService<ServersApi>().UpdateServerAsync(server, new() { PingTime = 30, ServerFlags = ["noVash"] });
Console.WriteLine($"server {changed.PingTime} {changed.ServerFlags?[0]}");

var context = new UserContext { Announceinfo = new() { Info = new Dictionary<string, string> { ["Order"] = "17" } } };
Console.WriteLine($"code {(await provider.GetRequiredService<SessionsApi>().GetQrLoginAsync(server, nonce, userContext: context)).Length > 0}");

try
{
    await provider.GetRequiredService<SessionsApi>().ProvokeLoginAsync(server, nonce, context);
}
catch (NextAuthApiException refused)
{
    Console.WriteLine($"refused {(int)refused.StatusCode} {refused.Cause}");
}

// Somebody has logged in there.
await foreach (var status in provider.GetRequiredService<SessionWatcher>().WatchAsync(server, args[2]))
{
    Console.WriteLine($"watched {status.Loggedin} {status.Userid}");
    break;
}
