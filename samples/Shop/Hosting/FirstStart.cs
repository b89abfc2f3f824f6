using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using NextAuthApi;

namespace Shop.Hosting;

/// <summary>What an operator does once by hand: a virtual server for the shop, and an API key with no more rights than the shop needs.</summary>
internal sealed class FirstStart(HttpClient http, ShopOptions options)
{
    private static readonly string[] Rights = ["sessions", "users", "accounts"];

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

        // With the root key, for this once. A client made by hand sends each call once.
        var root = new ApiClient(http, Options.Create(new NextAuthApiOptions { BaseUrl = options.ServerUrl, ApiKey = await File.ReadAllTextAsync(RootKeyFile, cancellationToken) }));
        var server = await new ServersApi(root).CreateServerAsync(
            new() { ServerName = options.Name, Siteurl = options.Url.AbsoluteUri, ServerFlags = options.TypedCode ? ["typedCode"] : [] }, cancellationToken);
        var management = new ManagementApi(root);
        var key = await management.CreateApiKeyAsync(options.Name, cancellationToken);
        await management.GrantPermissionsAsync(server.Serverid!, key.Role, Rights, cancellationToken);

        var identity = new ShopIdentity(server.Serverid!, key.Apikey);
        identity.Save(IdentityFile);
        return identity;
    }
}
