using System.Net;
using System.Text.RegularExpressions;
using NextAuth.AspNetCore.Tests.Fixture;
using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.AspNetCore.Tests;

/// <summary>The least application, samples/Minimal: it works, and the README shows it as it is.</summary>
public sealed class MinimalTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_logs_people_in_and_out()
    {
        var url = new Uri($"http://localhost:{FreePort.Find()}");
        var program = Repository.Host.Replace("NextAuth.Host", "Minimal", StringComparison.Ordinal).Replace("nextauth", "Minimal", StringComparison.Ordinal);
        var keys = Directory.CreateTempSubdirectory("minimal-");
        await using (var minimal = RunningProgram.Start(
            program,
            keys.FullName,
            ["--urls", url.GetLeftPart(UriPartial.Authority), $"--NextAuth:BaseUrl={server.Host.Url}", $"--NextAuth:ServerId={server.Server}", $"--NextAuth:ApiKey={server.Key}"],
            new Dictionary<string, string> { ["HOME"] = keys.FullName, ["ASPNETCORE_ENVIRONMENT"] = "Development" }))
        {
            await minimal.SaysAsync("Application started", Token);
            await using var phone = await Phone.EnrolAsync(server.Root, "ada");
            using var browser = new Browser(url);
            await browser.OpenAsync("/");
            Assert.Equal("/nextauth/login?returnUrl=%2F", browser.Location);

            await browser.LogInAsync(phone);
            await browser.OpenAsync("/");
            Assert.Equal("Hello, ada.", browser.Text);

            await browser.PostAsync("/logout", new Dictionary<string, string>());
            await browser.OpenAsync(browser.Location!);
            Assert.Equal(HttpStatusCode.Redirect, browser.Status);
        }

        keys.Delete(recursive: true);
    }

    [Fact]
    public void The_README_shows_it_as_it_is()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        var shown = Assert.Single(Regex.Matches(readme, "```csharp\n(.*?)```", RegexOptions.Singleline)).Groups[1].Value;

        Assert.Equal(File.ReadAllText(Path.Combine(Repository.Root, "samples", "Minimal", "Program.cs")), shown);
    }
}
