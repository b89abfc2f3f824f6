using System.Diagnostics;
using System.Text;

namespace NextAuth.EndToEnd.Tests.Processes;

/// <summary>Programs in JavaScript, for tests against what others have written. They are optional on a laptop.</summary>
internal static class Node
{
    /// <summary>Skips the test, or fails it in CI, where Node.js is missing.</summary>
    public static void Require()
    {
        if (!IsThere())
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", "Node.js 20 and npm are missing.");
            Assert.Skip("Install Node.js 20 and npm to run this test.");
        }
    }

    /// <summary>Copies a folder of tests/clients.</summary>
    public static void Copy(string client, DirectoryInfo folder)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "tests", "clients", client)))
        {
            File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
        }
    }

    public static async Task NpmAsync(DirectoryInfo folder, CancellationToken cancellationToken, params string[] arguments)
    {
        using var npm = Process.Start(new ProcessStartInfo("npm", arguments) { WorkingDirectory = folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = new StringBuilder();
        var (output, errors) = (npm.StandardOutput.ReadToEndAsync(cancellationToken), npm.StandardError.ReadToEndAsync(cancellationToken));
        await npm.WaitForExitAsync(cancellationToken);
        said.Append(await output).Append(await errors);
        Assert.True(npm.ExitCode == 0, $"npm {string.Join(' ', arguments)}:\n{said}");
    }

    private static bool IsThere()
    {
        try
        {
            using var node = Process.Start(new ProcessStartInfo("npm", ["--version"]) { RedirectStandardOutput = true })!;
            node.WaitForExit();
            return node.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
