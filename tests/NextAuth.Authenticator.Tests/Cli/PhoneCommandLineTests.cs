using System.Text.Json;
using NextAuth.Authenticator.Tests.Scripted;
using NextAuth.Protocol.Messages;
using QRCoder;

namespace NextAuth.Authenticator.Tests.Cli;

public sealed class PhoneCommandLineTests : IAsyncLifetime
{
    private readonly CommandLine _phone = new();
    private ScriptedServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ScriptedServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _phone.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Scan_enrols_then_logs_in_then_history_and_accounts_show_it()
    {
        await EnrolAsync();
        ServeLogin(LoginDecision.Approve, new LoginResult { Outcome = LoginOutcome.LoggedIn });

        Assert.Equal(0, await _phone.AnswerAsync("y\n", "scan", _server.LoginLink));
        Assert.Contains("203.0.113.7", _phone.Output, StringComparison.Ordinal);
        Assert.Contains("Log in? [y/N, r: it wasn't me]", _phone.Output, StringComparison.Ordinal);
        Assert.Contains("Logged in as alice on Shop.", _phone.Output, StringComparison.Ordinal);

        Assert.Equal(0, await _phone.RunAsync("history"));
        Assert.Contains("Login Done, Shop: alice, https://shop.example, 203.0.113.7, Firefox", _phone.Output, StringComparison.Ordinal);
        Assert.Equal(0, await _phone.RunAsync("accounts", "--json"));
        var account = JsonDocument.Parse(_phone.Output).RootElement[0];
        Assert.Equal("alice", account.GetProperty("label").GetString());
        Assert.Equal(42, account.GetProperty("accountId").GetInt64());
        Assert.Equal("laptop", account.GetProperty("device").GetString());
        await _server.FinishedAsync();
    }

    [Theory]
    [InlineData("n\n")]
    [InlineData("\n")]
    [InlineData("")]
    public async Task Anything_but_yes_declines_and_exits_with_1(string input)
    {
        await EnrolAsync();
        ServeLogin(LoginDecision.Decline, new LoginResult { Outcome = LoginOutcome.Declined });

        Assert.Equal(1, await _phone.AnswerAsync(input, "scan", _server.LoginLink));

        Assert.Equal("Declined.", _phone.Error.Trim());
        await _server.FinishedAsync();
    }

    [Fact]
    public async Task A_person_who_did_not_ask_reports_it_and_the_history_says_so()
    {
        await EnrolAsync();
        LoginRequest? request = null;
        _server.Next(async connection =>
        {
            await connection.RespondLoginAsync();
            request = await connection.AcceptLoginAsync();
            await connection.SendAsync(new LoginResult { Outcome = LoginOutcome.Declined });
        });

        Assert.Equal(1, await _phone.AnswerAsync("r\n", "scan", _server.LoginLink));

        await _server.FinishedAsync();
        Assert.Equal((LoginDecision.Decline, true), (request!.Decision, request.Reported));
        Assert.Equal(0, await _phone.RunAsync("history"));
        Assert.Contains("Login Reported, Shop: alice", _phone.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupt_at_the_question_declines_to_the_server_and_exits_with_1()
    {
        await EnrolAsync();
        ServeLogin(LoginDecision.Decline, new LoginResult { Outcome = LoginOutcome.Declined });
        using var interrupt = new CancellationTokenSource();
        using var input = new WaitingReader(interrupt.Cancel);

        var exit = await _phone.RunAsync(input, ["scan", _server.LoginLink, "--store", _phone.Directory, "--insecure-store"], interrupt.Token);

        Assert.Equal(1, exit);
        await _server.FinishedAsync();
    }

    [Theory]
    [InlineData("listen", "alice: ")]
    [InlineData("rename", "")]
    public async Task An_account_that_the_server_has_removed_is_gone_and_the_person_is_told(string command, string prefix)
    {
        await EnrolAsync();
        _server.Next(async connection =>
        {
            await connection.RespondAccountAsync();
            await connection.AcceptAsync();
            await connection.SendAsync(new Push { N = 0, Kind = PushKind.AccountRemoved });
        });

        string[] arguments = command == "rename" ? [command, "alice", "new"] : [command];
        Assert.Equal(1, await _phone.RunAsync(arguments));

        Assert.Equal($"{prefix}The server has removed the account, and so has this phone: enrol again if you still need it.", _phone.Error.Trim());
        Assert.Empty((await _phone.AccountsAsync()).Accounts);
        await _server.FinishedAsync();
    }

    [Fact]
    public async Task A_refusal_is_one_line_that_says_what_to_do()
    {
        await EnrolAsync();
        ServeLogin(LoginDecision.Approve, new LoginResult { Outcome = LoginOutcome.Expired });

        Assert.Equal(1, await _phone.RunAsync("scan", _server.LoginLink, "--yes"));

        Assert.Equal("The code has expired: get a new one.", _phone.Error.Trim());
        await _server.FinishedAsync();
    }

    [Fact]
    public async Task Hostile_names_do_not_reach_the_terminal_raw()
    {
        _server.Parameters = _server.Parameters with { ServerName = "\u001b[2J\u202eBank", Siteurl = "https://\u200bbank\u0007" };
        await EnrolAsync("\u009b1mali\nce");
        Assert.Equal(0, await _phone.RunAsync("accounts"));

        Assert.Contains("1mali ce on [2JBank, https://bank", _phone.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(_phone.Output, character => character is '\u001b' or '\u009b' or '\u202e' or '\u200b' or '\u0007');
    }

    [Theory]
    [InlineData("scan")]
    [InlineData("scan", "x", "--bogus")]
    [InlineData("scan", "no-such-file.png")]
    [InlineData("scan", "AQI", "--code", "12")]
    [InlineData("scan", "AQI", "--server", "not an address")]
    [InlineData("delete", "nobody")]
    [InlineData("rename", "nobody", "x")]
    [InlineData("frobnicate")]
    public async Task Being_called_wrongly_exits_with_2_and_one_line(params string[] arguments)
    {
        Assert.Equal(2, await _phone.RunAsync(arguments));

        Assert.Single(_phone.Error.Trim().Split('\n'));
        Assert.Empty(_phone.Output);
    }

    [Fact]
    public async Task A_store_without_a_passphrase_is_not_made_by_accident()
    {
        Assert.Equal(2, await _phone.RunAsync(TextReader.Null, ["accounts", "--store", Path.Combine(_phone.Directory, "other")], Phone.Token));

        Assert.Contains("NEXTAUTH_PHONE_PASSPHRASE", _phone.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_phone.Directory, "other")));
    }

    [Fact]
    public async Task A_damaged_account_is_named_and_the_others_listed()
    {
        await EnrolAsync();
        await File.WriteAllTextAsync(Path.Combine(_phone.Directory, "accounts", "0123456789abcdef.json"), "{", Phone.Token);

        Assert.Equal(0, await _phone.RunAsync("accounts"));

        Assert.Contains("alice", _phone.Output, StringComparison.Ordinal);
        Assert.Contains("accounts/0123456789abcdef.json is damaged", _phone.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_continuous_login_stays_until_the_interrupt_and_then_logs_out()
    {
        await EnrolAsync();
        using var interrupt = new CancellationTokenSource();
        _server.Next(async connection =>
        {
            await connection.RespondLoginAsync();
            await connection.AcceptLoginAsync();
            await connection.SendAsync(new LoginResult { Outcome = LoginOutcome.LoggedIn, PingTime = 30 });
            await connection.SendAsync(new Ping());
            await connection.ReceiveAsync<Pong>();
            await interrupt.CancelAsync();
            var logout = await connection.ReceiveAsync<Logout>();
            await connection.SendAsync(new Answer { Re = logout.Id!.Value, Done = true });
        });

        Assert.Equal(0, await _phone.RunAsync("", ["scan", _server.LoginLink, "--yes"], interrupt.Token));

        Assert.Contains("This keeps the login alive", _phone.Output, StringComparison.Ordinal);
        Assert.Contains("Logged out.", _phone.Output, StringComparison.Ordinal);
        await _server.FinishedAsync();
    }

    [Fact]
    public async Task Delete_removes_the_account_on_the_server_and_here()
    {
        await EnrolAsync();
        _server.Next(async connection =>
        {
            await connection.OpenAccountAsync();
            var delete = await connection.ReceiveAsync<Delete>();
            await connection.SendAsync(new Answer { Re = delete.Id!.Value, Done = true });
        });

        Assert.Equal(0, await _phone.RunAsync("delete", "alice"));

        Assert.Empty((await _phone.AccountsAsync()).Accounts);
        await _server.FinishedAsync();
    }

    [Fact]
    public async Task A_picture_is_scanned_like_its_link()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/zbarimg"), "zbarimg is not installed.");
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(_server.EnrolLink, QRCodeGenerator.ECCLevel.M);
        using var png = new PngByteQRCode(data);
        var picture = Path.Combine(_phone.Directory, "-code.png");
        await File.WriteAllBytesAsync(picture, png.GetGraphic(4), Phone.Token);
        ServeEnrol("alice");

        Assert.Equal(0, await _phone.RunAsync("scan", picture, "--yes"));

        Assert.Single((await _phone.AccountsAsync()).Accounts);
        await _server.FinishedAsync();
    }

    [Fact]
    public async Task A_picture_without_a_code_is_called_wrongly()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/zbarimg"), "zbarimg is not installed.");
        var picture = Path.Combine(_phone.Directory, "empty.png");
        await File.WriteAllTextAsync(picture, "no picture", Phone.Token);

        Assert.Equal(2, await _phone.RunAsync("scan", picture));

        Assert.Contains("no nextAuth code", _phone.Error, StringComparison.Ordinal);
    }

    private async Task EnrolAsync(string label = "alice")
    {
        ServeEnrol(label);
        Assert.Equal(0, await _phone.RunAsync("scan", _server.EnrolLink, "--yes", "--name", "laptop"));
        await _server.FinishedAsync();
    }

    private void ServeEnrol(string label) => _server.Next(async connection =>
    {
        await connection.RespondEnrolAsync(label);
        await connection.AcceptEnrolAsync();
        await connection.SendAsync(new EnrolResult { Outcome = EnrolOutcome.Enrolled, AccountId = 42 });
    });

    private void ServeLogin(LoginDecision expected, LoginResult result) => _server.Next(async connection =>
    {
        await connection.RespondLoginAsync(new LoginHello
        {
            Server = _server.Parameters,
            Announceinfo = new SessionInfo { Ip = "203.0.113.7", Useragent = "Firefox" },
        });
        Assert.Equal(expected, (await connection.AcceptLoginAsync()).Decision);
        await connection.SendAsync(result);
    });

    /// <summary>A person who presses Ctrl-C instead of answering.</summary>
    private sealed class WaitingReader(Action interrupt) : TextReader
    {
        public override string? ReadLine()
        {
            interrupt();
            return null;
        }
    }
}
