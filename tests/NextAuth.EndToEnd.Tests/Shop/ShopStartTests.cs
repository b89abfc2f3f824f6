using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace NextAuth.EndToEnd.Tests.Shop;

public sealed class ShopStartTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("shop-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_phone_enrolled_before_a_restart_logs_in_after_it()
    {
        var ports = ShopProcess.FreePorts();
        Person iris;
        await using (var first = ShopProcess.Start(_data.FullName, ports))
        {
            await first.WaitUntilOpenAsync(Token);
            iris = new(first.Url);
            await iris.SignUpAsync("iris", Token);
        }

        await using var second = ShopProcess.Start(_data.FullName, ports);
        await second.WaitUntilOpenAsync(Token);

        // The shop keeps no table that a restart forgets: who was logged in still is.
        await iris.Browser.OpenAsync("/nextauth/login", Token);
        Assert.Equal(("/", "Hello, iris."), (iris.Browser.Path, iris.Browser.Heading));
        await iris.LogOutAsync(Token);
        await iris.Browser.OpenAsync("/nextauth/login", Token);
        await iris.Browser.FollowAsync(() => iris.ScanAsync(Token), Token);

        Assert.Equal("Hello, iris.", iris.Browser.Heading);
        iris.Dispose();
    }

    [Fact]
    public async Task On_a_network_it_is_served_by_a_certificate_of_its_own()
    {
        var ports = ShopProcess.FreePorts();
        var lan = ShopProcess.FreePorts();
        await using var shop = ShopProcess.Start(_data.FullName, ports, "--lan", $"--Shop:LanPort={lan[0]}", $"--Shop:LanServerPort={lan[1]}");
        try
        {
            await shop.WaitUntilOpenAsync(Token);
        }
        catch when (shop.Said.Contains("no address on a network", StringComparison.Ordinal))
        {
            Assert.Skip("This machine has no network.");
        }

        var url = new Uri(System.Text.RegularExpressions.Regex.Match(shop.Said, "open at (https://\\S+)").Groups[1].Value);
        var server = new Uri($"https://{url.Host}:{lan[1]}");
        var certificate = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(_data.FullName, "lan", "certificate.pem"));
        Assert.True(certificate.MatchesHostname(url.Host));
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, sent, _, _) => sent?.Thumbprint == certificate.Thumbprint };
        using var http = new HttpClient(handler);

        using var page = await http.GetAsync(new Uri(url, "/nextauth/login"), Token);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains($"wss://{url.Host}:{lan[1]}", Assert.Single(page.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Contains($"{server.AbsoluteUri}app/#", await page.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Contains("This server is running.", await http.GetStringAsync(server, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_key_and_the_root_key_are_readable_by_their_owner_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        await using var shop = ShopProcess.Start(_data.FullName, ShopProcess.FreePorts());
        await shop.WaitUntilOpenAsync(Token);

        foreach (var name in (string[])["shop.json", "root.key", "server.log"])
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_data.FullName, name)));
        }
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_for_the_shop_alone_lets_the_server_finish_too(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        await using var shop = ShopProcess.Start(_data.FullName, ShopProcess.FreePorts());
        await shop.WaitUntilOpenAsync(Token);

        await shop.SignalAsync(signal);

        Assert.Equal(0, await shop.WaitForExitAsync(Token));
        Assert.Contains("Asked to stop by SIGTERM", await File.ReadAllTextAsync(Path.Combine(_data.FullName, "server.log"), Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help", 0, "--lan")]
    [InlineData("--lann", 2, "\"--lann\" is no option of the shop: there are --lan, --Shop:NAME=VALUE and --help.")]
    [InlineData("open", 2, "\"open\" is no option")]
    public async Task What_is_no_setting_is_answered_instead_of_opening_the_shop(string argument, int code, string words)
    {
        await using var shop = ShopProcess.Start(_data.FullName, ShopProcess.FreePorts(), argument);

        Assert.Equal(code, await shop.WaitForExitAsync(Token));
        Assert.Contains(words, shop.Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_port_in_use_is_one_line_that_names_it(int which)
    {
        var ports = ShopProcess.FreePorts();
        using var other = new TcpListener(IPAddress.Loopback, ports[which]);
        other.Start();

        await using var shop = ShopProcess.Start(_data.FullName, ports);

        Assert.Equal(1, await shop.WaitForExitAsync(Token));
        Assert.StartsWith($"Port {ports[which]} is in use.", Assert.Single(shop.Said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)), StringComparison.Ordinal);
    }

    public void Dispose() => _data.Delete(recursive: true);
}
