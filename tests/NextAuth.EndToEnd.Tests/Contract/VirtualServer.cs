using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;

namespace NextAuth.EndToEnd.Tests.Contract;

/// <summary>A virtual server that a test has made for itself, with all that was made beside it. Disposing deletes it: an installation is left as it was found.</summary>
internal sealed class VirtualServer : IAsyncDisposable
{
    private readonly ConcurrentBag<string> _leftovers = [];

    private VirtualServer(Caller root, JsonElement made)
    {
        Root = root;
        Made = made;
        Id = made.GetProperty("serverid").GetString()!;
        Path = $"/servers/{Id}";
    }

    /// <summary>The key with all rights.</summary>
    public Caller Root { get; }

    public string Id { get; }

    /// <summary>The beginning of its operations' paths.</summary>
    public string Path { get; }

    /// <summary>What createServer answered.</summary>
    public JsonElement Made { get; }

    public static async Task<VirtualServer> CreateAsync(Caller root, object? settings = null) =>
        new(root, (await root.PostAsync("/servers/", settings ?? new { serverName = Name("Contract") })).Is("Server"));

    /// <summary>A name that nothing else has: of users, sessions, attributes.</summary>
    public static string Name(string of) => $"{of}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}";

    /// <summary>Makes a key with rights.</summary>
    /// <param name="on">Where: the id of a server, or <c>global</c>.</param>
    /// <param name="rights">Which.</param>
    public async Task<(Caller Caller, string Role)> CreateKeyAsync(string on, params string[] rights)
    {
        var (caller, role) = await CreateKeyAsync(Root);
        if (rights.Length > 0)
        {
            (await Root.PostAsync($"/servers/{on}/permissions/{role}", rights)).IsEmpty();
        }

        return (caller, role);
    }

    /// <summary>Has somebody make a key, which has no rights.</summary>
    public async Task<(Caller Caller, string Role)> CreateKeyAsync(Caller by)
    {
        var made = (await by.PostAsync($"/apikeys/?description={Name("contract")}")).Is("ApiKey");
        var role = made.GetProperty("role").GetString()!;
        DeleteLater($"/apikeys/{role}");
        return (Root with { Key = made.GetProperty("apikey").GetString()! }, role);
    }

    /// <summary>Makes a user, who has one attribute.</summary>
    public async Task<string> CreateUserAsync(string? name = null, object? attributes = null)
    {
        var user = name ?? Name("user");
        (await Root.PostAsync($"{Path}/users/{Uri.EscapeDataString(user)}/attributes/", attributes ?? new { color = "red" })).IsEmpty();
        return user;
    }

    /// <summary>Makes a phone with an account that is logged in in a session.</summary>
    public async Task<Phone> EnrolAsync(string nonce, string? user = null, string label = "phone")
    {
        var query = $"?name={Uri.EscapeDataString(label)}" + (user is null ? "" : $"&userid={Uri.EscapeDataString(user)}");
        var link = (await Root.GetAsync($"{Path}/sessions/qr/enrol{query}", nonce)).IsBytes("application/octet-stream");
        return await Phone.EnrolAsync(Root.Url, link);
    }

    public async Task<JsonElement> SessionAsync(string nonce) => (await Root.GetAsync($"{Path}/sessions/", nonce)).Is("LoginStatus");

    public async Task<bool> IsLoggedInAsync(string nonce) => (await SessionAsync(nonce)).GetProperty("loggedin").GetBoolean();

    public async Task<long> AccountAsync(string nonce) => (await SessionAsync(nonce)).GetProperty("accountid").GetInt64();

    public async Task<byte[]> LoginLinkAsync(string nonce) => (await Root.GetAsync($"{Path}/sessions/qr/login", nonce)).IsBytes("application/octet-stream");

    public async Task LogoutAsync(string nonce) => (await Root.PostAsync($"{Path}/sessions/logout", nonce: nonce)).IsEmpty();

    public void DeleteLater(string path) => _leftovers.Add(path);

    public async ValueTask DisposeAsync()
    {
        // Some have deleted it themselves.
        foreach (var path in (string[])[.. _leftovers, Path])
        {
            Assert.Contains((await Root.DeleteAsync(path)).Status, (int[])[200, 404]);
        }
    }
}
