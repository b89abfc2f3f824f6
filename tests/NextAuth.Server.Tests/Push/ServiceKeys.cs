using System.Security.Cryptography;
using System.Text.Json;

namespace NextAuth.Server.Tests.Push;

/// <summary>The files that Google and Apple give to the makers of an app, with keys made here.</summary>
internal sealed class ServiceKeys : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nextauth-push-");

    public RSA Google { get; } = RSA.Create(2048);

    public ECDsa Apple { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string GoogleFile(Uri tokens) => Write("google.json", JsonSerializer.Serialize(new Dictionary<string, string>
    {
        ["type"] = "service_account",
        ["project_id"] = "example-project",
        ["private_key_id"] = "key-1",
        ["private_key"] = Google.ExportPkcs8PrivateKeyPem() + "\n",
        ["client_email"] = "push@example-project.iam.gserviceaccount.com",
        ["token_uri"] = tokens.AbsoluteUri,
    }));

    public string AppleFile() => Write("AuthKey.p8", Apple.ExportPkcs8PrivateKeyPem());

    public string Write(string name, string content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }

    public void Dispose()
    {
        Google.Dispose();
        Apple.Dispose();
        _folder.Delete(recursive: true);
    }
}
