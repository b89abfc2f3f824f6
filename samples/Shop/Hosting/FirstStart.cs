using System.Security.Cryptography;
using Shop.Api;

namespace Shop.Hosting;

/// <summary>What an operator does once by hand: a virtual server for the shop, and an API key with no more rights than the shop needs.</summary>
internal sealed class FirstStart(HttpClient http, ShopOptions options)
{
    private static readonly string[] Rights = ["sessions", "users"];

    /// <summary>Where the shop's and the server's files lie.</summary>
    public string Folder { get; } = Path.GetFullPath(options.Data);

    public string RootKeyFile => Path.Combine(Folder, "root.key");

    private string IdentityFile => Path.Combine(Folder, "shop.json");

    /// <summary>Makes the key that the server will take as its root key. The shop uses it here and nowhere else; it stays for you, to manage the server.</summary>
    public void EnsureRootKey()
    {
        PrivateFile.CreateFolder(Folder);
        if (!File.Exists(RootKeyFile))
        {
            PrivateFile.Write(RootKeyFile, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
        }
    }

    /// <summary>Makes server and key, unless an earlier start did.</summary>
    public async Task<ShopIdentity> EnsureIdentityAsync(CancellationToken cancellationToken)
    {
        if (ShopIdentity.Find(IdentityFile) is { } known)
        {
            return known;
        }

        var server = await PostAsync<CreatedServer>(
            "servers/",
            new { serverName = options.Name, siteurl = options.Url.AbsoluteUri, serverFlags = options.TypedCode ? ["typedCode"] : Array.Empty<string>() },
            cancellationToken);
        var key = await PostAsync<CreatedKey>($"apikeys/?description={Uri.EscapeDataString(options.Name)}", null, cancellationToken);
        await SendAsync($"servers/{Uri.EscapeDataString(server.ServerId)}/permissions/{Uri.EscapeDataString(key.Role)}", Rights, cancellationToken);

        var identity = new ShopIdentity(server.ServerId, key.ApiKey);
        identity.Save(IdentityFile);
        return identity;
    }

    private async Task<T> PostAsync<T>(string path, object? body, CancellationToken cancellationToken)
    {
        var content = await SendAsync(path, body, cancellationToken);
        return await content.ReadFromJsonAsync<T>(cancellationToken) ?? throw new HttpRequestException("The server answered null.");
    }

    private async Task<HttpContent> SendAsync(string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Add("X-apikey", await File.ReadAllTextAsync(RootKeyFile, cancellationToken));
        request.Content = body is null ? null : JsonContent.Create(body);
        var answer = await http.SendAsync(request, cancellationToken);
        return answer.EnsureSuccessStatusCode().Content;
    }
}
