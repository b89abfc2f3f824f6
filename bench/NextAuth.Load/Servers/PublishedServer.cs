using System.Diagnostics;

namespace NextAuth.Load.Servers;

/// <summary>The server as it ships: published in Release, as its project says.</summary>
internal static class PublishedServer
{
    /// <summary>Publishes into a directory and gets the program's path.</summary>
    public static async Task<string> PublishAsync(string directory, CancellationToken cancellationToken)
    {
        var project = Path.Combine(Root(), "src", "NextAuth.Host");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Root() };
        foreach (var argument in (string[])["publish", project, "-c", "Release", "-o", directory, "--nologo", "-v", "quiet"])
        {
            start.ArgumentList.Add(argument);
        }

        // A build server started from here would outlive the run.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["UseSharedCompilation"] = "false";

        using var publish = Process.Start(start)!;
        var output = publish.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = publish.StandardError.ReadToEndAsync(cancellationToken);
        await publish.WaitForExitAsync(cancellationToken);
        return publish.ExitCode == 0
            ? Path.Combine(directory, "nextauth")
            : throw new InvalidOperationException($"dotnet publish failed:\n{await output}{await errors}");
    }

    /// <summary>Gets the repository's root, from wherever this runs.</summary>
    public static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "NextAuth.slnx")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("NextAuth.slnx is in none of the directories above the driver.");
    }
}
