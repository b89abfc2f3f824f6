using System.Text.Json;

namespace Shop.Hosting;

/// <summary>Who the shop is to the server: made once, at the first start, and kept in a file that only its owner can read.</summary>
/// <param name="ServerId">The shop's virtual server.</param>
/// <param name="ApiKey">A key with the rights <c>sessions</c> and <c>users</c> on that server, and no other.</param>
internal sealed record ShopIdentity(string ServerId, string ApiKey)
{
    /// <summary>Does not reveal the key.</summary>
    public override string ToString() => $"server {ServerId}";

    /// <summary>Reads the file; <see langword="null"/> when there is none yet.</summary>
    public static ShopIdentity? Find(string path) =>
        File.Exists(path) ? JsonSerializer.Deserialize<ShopIdentity>(File.ReadAllText(path)) : null;

    public void Save(string path) => PrivateFile.Write(path, JsonSerializer.Serialize(this));
}
