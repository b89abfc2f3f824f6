using NextAuth.EndToEnd.Tests.Processes;

namespace NextAuth.EndToEnd.Tests;

/// <summary>A wrong setting stops the start with one line that names it and says what would be right.</summary>
public class SettingErrorTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Arguments => new()
    {
        { "--NextAuth:Sessions:LoginLifetime=400.00:00:00", "NextAuth:Sessions:LoginLifetime: \"400.00:00:00\" is not right; must be a time as [days.]hours:minutes:seconds, such as 12:00:00, from 00:01:00 to 365.00:00:00" },
        { "--NextAuth:Sessions:LoginLifetime=30", "NextAuth:Sessions:LoginLifetime: \"30\" is not right" },
        { "--NextAuth:Push:MaxPushes=many", "NextAuth:Push:MaxPushes: \"many\" is not right; must be a whole number, from 1 to 1000" },
        { "--NextAuth:Push:MaxPushs=3", "NextAuth:Push:MaxPushs: no such setting; there are" },
        { "--NextAuth:Push:WebPush:Subject=push@example.com", "NextAuth:Push:WebPush:Subject: must be mailto: and an address, or an https address" },
        { "--NextAuth:Push:WebPush:Enabled=perhaps", "NextAuth:Push:WebPush:Enabled: \"perhaps\" is not right; must be true or false" },
        { "--NextAuth:Push:Fcm:CredentialsFile=/nowhere/google.json", "NextAuth:Push:Fcm:CredentialsFile: cannot be read; must name a file that this user may read" },
        { "--NextAuth:Push:Fcm:Url=http://fcm.example.com", "NextAuth:Push:Fcm:Url: must be an https address" },
        { "--NextAuth:Push:Apns:KeyId=ABCDE12345", "NextAuth:Push:Apns:KeyFile: is missing; must name the .p8 file" },
        { "--NextAuth:Push:Apns:KeyFile=/nowhere/key.p8", "NextAuth:Push:Apns:KeyFile: cannot be read; must name a file that this user may read" },
        { "--NextAuth:Pusch:MaxPushes=3", "NextAuth:Pusch:MaxPushes: no such setting; there are" },
        { "--NextAuth:PublicUrl=login.example.com", "NextAuth:PublicUrl (NEXTAUTH_NS_PUBLIC_URL): \"login.example.com\" is not right; must be a full address" },
        { "--NextAuth:PublicUrl=https://example.com/login", "NextAuth:PublicUrl (NEXTAUTH_NS_PUBLIC_URL): must be an http or https address without a path" },
        { "--NextAuth:DefaultSigmaiUri=https://example.com/", "NextAuth:DefaultSigmaiUri (NEXTAUTH_NS_DEFAULT_SIGMAI_URI): must be a ws or wss address" },
        { "--NextAuth:DatabaseUri=postgres://db/nextauth", "NextAuth:DatabaseUri (NEXTAUTH_NS_DB_URI): PostgreSQL comes with the cluster" },
        { "--NextAuth:DatabaseUri=mysql:x", "NextAuth:DatabaseUri (NEXTAUTH_NS_DB_URI): must be sqlite:PATH or :memory:" },
        { "--NextAuth:Log:Level=Loud", "NextAuth:Log:Level (NEXTAUTH_NS_LOG_LEVEL): \"Loud\" is not right; must be Trace, Debug," },
        { "--NextAuth:Shutdown:DrainDelay=00:02:00", "NextAuth:Shutdown:DrainDelay: \"00:02:00\" is not right; must be" },
        { "--NextAuth:Operations:Url=9613", "NextAuth:Operations:Url: \"9613\" is not right; must be http://HOST:PORT" },
        { "--NextAuth:Operations:Url=https://127.0.0.1:9613", "NextAuth:Operations:Url: must be an http address" },
        { "--NextAuth:Listen=https://localhost:8443", "NextAuth:TlsCertificateFile: is missing; to listen by https, name a PEM file" },
        { "--NextAuth:RootApiKey=abc", "NextAuth:RootApiKey (NEXTAUTH_NS_ROOT_API_KEY): is a secret, and command lines can be read by others" },
        { "--verbose", "--verbose: no such argument" },
        { "--NextAuth:Log:Level=a\nb", "NextAuth:Log:Level (NEXTAUTH_NS_LOG_LEVEL): \"a?b\" is not right" },
    };

    public static TheoryData<string, string, string> Variables => new()
    {
        { "NEXTAUTH_NS_DBURI", "sqlite:x", "NEXTAUTH_NS_DBURI: no such setting; there are NEXTAUTH_NS_DB_URI," },
        { "NEXTAUTH_NS_MASTER_KEY", "c2hvcnQ=", "NextAuth:MasterKey (NEXTAUTH_NS_MASTER_KEY): must be base64 of 32 bytes" },
        { "NEXTAUTH_NS_ROOT_API_KEY", "short", "NextAuth:RootApiKey (NEXTAUTH_NS_ROOT_API_KEY): must be 32 to 200 visible ASCII characters" },
        { "NEXTAUTH_NS_ROOT_API_KEY_FILE", "/nowhere/key", "NextAuth:RootApiKeyFile (NEXTAUTH_NS_ROOT_API_KEY_FILE): /nowhere/key cannot be read" },
        { "NextAuth__Sessions__LoginLifetime", "soon", "NextAuth:Sessions:LoginLifetime: \"soon\" is not right" },
    };

    [Theory]
    [MemberData(nameof(Arguments))]
    public Task An_argument_that_is_wrong_is_named(string argument, string line) => RefusesAsync(line, [argument]);

    [Theory]
    [MemberData(nameof(Variables))]
    public Task A_variable_that_is_wrong_is_named(string name, string value, string line) => RefusesAsync(line, [], new() { [name] = value });

    [Fact]
    public Task A_secret_given_twice_is_named() => RefusesAsync(
        "NextAuth:MasterKeyFile (NEXTAUTH_NS_MASTER_KEY_FILE): given together with NextAuth:MasterKey (NEXTAUTH_NS_MASTER_KEY)",
        [],
        new() { ["NEXTAUTH_NS_MASTER_KEY"] = Convert.ToBase64String(new byte[32]), ["NEXTAUTH_NS_MASTER_KEY_FILE"] = "/nowhere" });

    [Fact]
    public async Task A_database_that_is_damaged_is_one_line_and_stays_as_it_is()
    {
        await using var host = new HostProcess();
        var file = Path.Combine(Directory.CreateDirectory(host.DataDirectory).FullName, "nextauth.db");
        var damaged = Enumerable.Repeat((byte)'x', 8192).ToArray();
        await File.WriteAllBytesAsync(file, damaged, Cancellation);

        await RefusesAsync(host, "NextAuth:DatabaseUri (NEXTAUTH_NS_DB_URI): SQLite Error 26", []);
        Assert.Equal(damaged, await File.ReadAllBytesAsync(file, Cancellation));
    }

    [Fact]
    public async Task A_file_that_is_no_JSON_is_named()
    {
        await using var host = new HostProcess();
        await File.WriteAllTextAsync(Path.Combine(host.Folder, "appsettings.json"), "{ \"NextAuth\": ", Cancellation);
        await RefusesAsync(host, "appsettings.json: ", []);
    }

    [Fact]
    public async Task A_taken_port_is_named()
    {
        await using var first = await HostProcess.StartNewAsync(Cancellation);
        await using var second = new HostProcess();

        await RefusesAsync(second, "NextAuth:Listen (ASPNETCORE_URLS): ", [$"--NextAuth:Listen={first.Url.GetLeftPart(UriPartial.Authority)}"]);
        await RefusesAsync(second, "NextAuth:Operations:Url: ", [$"--NextAuth:Operations:Url={first.Operations.GetLeftPart(UriPartial.Authority)}"]);
    }

    [Fact]
    public async Task A_second_process_on_the_same_files_is_refused()
    {
        await using var first = await HostProcess.StartNewAsync(Cancellation);
        await using var second = new HostProcess();

        await RefusesAsync(second, "NextAuth:DataDirectory (NEXTAUTH_NS_DATA_DIR): ", [$"--NextAuth:DataDirectory={first.DataDirectory}"]);
        await RefusesAsync(second, "NextAuth:DatabaseUri (NEXTAUTH_NS_DB_URI): ", [$"--NextAuth:DatabaseUri=sqlite:{Path.Combine(first.DataDirectory, "nextauth.db")}"]);
    }

    [Fact]
    public async Task Another_master_key_than_the_database_was_made_with_is_refused()
    {
        await using var host = await HostProcess.StartNewAsync(Cancellation);
        using (var api = new RestApi(host.Url, host.RootKey))
        {
            await api.CreateServerAsync(new { serverName = "Shop" }, Cancellation);
        }

        await host.KillAsync();
        var file = Path.Combine(host.DataDirectory, "master.key");
        File.Move(file, file + ".lost");

        await RefusesAsync(host, "NextAuth:MasterKey (NEXTAUTH_NS_MASTER_KEY): does not open the secrets in this database", []);
        Assert.False(File.Exists(file));
        File.Move(file + ".lost", file);
        await host.StartAsync(Cancellation);
    }

    private static async Task RefusesAsync(string line, string[] arguments, Dictionary<string, string>? environment = null)
    {
        await using var host = new HostProcess();
        await RefusesAsync(host, line, arguments, environment);
        Assert.False(Directory.Exists(host.DataDirectory), "A refused start must not leave files.");
    }

    private static async Task RefusesAsync(HostProcess host, string line, string[] arguments, Dictionary<string, string>? environment = null)
    {
        await using var program = host.Run(arguments, environment);

        Assert.Equal(2, await program.WaitAsync(Cancellation));
        Assert.StartsWith("nextauth: " + line, program.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', program.Errors);
        Assert.Empty(program.Output);
    }
}
