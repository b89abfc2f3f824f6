using Microsoft.Extensions.FileProviders;
using NextAuth.Server.WebApp;

namespace NextAuth.Host.Lifetime;

/// <summary>The web authenticator, in <c>app/</c> beside the program, where the build puts it (eng/WebAuthenticator.targets).</summary>
internal static class WebAppFolder
{
    public static WebAppFiles Read()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "app");
        if (!Directory.Exists(path))
        {
            return WebAppFiles.None;
        }

        using var folder = new PhysicalFileProvider(path);
        return WebAppFiles.Read(folder);
    }
}
