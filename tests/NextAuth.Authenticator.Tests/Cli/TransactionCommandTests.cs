using System.Text.Json;
using NextAuth.Authenticator.Tests.Flows;
using NextAuth.Authenticator.Tests.Scripted;
using NextAuth.Protocol.Messages;

namespace NextAuth.Authenticator.Tests.Cli;

public sealed class TransactionCommandTests : IAsyncLifetime
{
    private readonly CommandLine _phone = new();
    private ScriptedServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ScriptedServer.StartAsync();
        _server.Next(async connection =>
        {
            await connection.RespondEnrolAsync();
            await connection.AcceptEnrolAsync();
            await connection.SendAsync(new EnrolResult { Outcome = EnrolOutcome.Enrolled, AccountId = 42 });
        });
        Assert.Equal(0, await _phone.RunAsync("scan", _server.EnrolLink, "--yes", "--name", "laptop"));
    }

    public async ValueTask DisposeAsync()
    {
        _phone.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("y\n")]
    [InlineData("", "--yes")]
    public async Task Scan_shows_exactly_what_is_signed_and_the_history_keeps_it(string input, params string[] options)
    {
        var content = TransactionFlowTests.Content(_server) with { Description = new string('d', 2000) };
        _server.Next(connection => TransactionFlowTests.ServeAsync(connection, content.Write()));
        _server.Next(connection => TransactionFlowTests.AnswerAsync(connection, TransactionAction.Approve, done: true));

        Assert.Equal(0, await _phone.AnswerAsync(input, ["scan", TransactionFlowTests.Link(_server), .. options]));

        // Whole and with both spaces: what a login's texts would lose.
        Assert.Contains("amount      1 250,00 €\n", _phone.Output, StringComparison.Ordinal);
        Assert.Contains("beneficiary Zoë \"Z\"  Müller\n", _phone.Output, StringComparison.Ordinal);
        Assert.Contains($"description {content.Description}\n", _phone.Output, StringComparison.Ordinal);
        Assert.Equal(input.Length > 0, _phone.Output.Contains("Sign it? [y/N, r: it wasn't me]", StringComparison.Ordinal));
        Assert.Contains("Signed as alice on Shop.", _phone.Output, StringComparison.Ordinal);

        Assert.Equal(0, await _phone.RunAsync("history"));
        Assert.Contains("Transaction Done, Shop: alice, https://shop.example, 1 250,00 €", _phone.Output, StringComparison.Ordinal);
        Assert.Equal(0, await _phone.RunAsync("history", "--json"));
        var entry = JsonDocument.Parse(_phone.Output).RootElement.EnumerateArray().Last();
        Assert.Equal(content.Benificiary, entry.GetProperty("benificiary").GetString());
        Assert.Equal(content.Description, entry.GetProperty("description").GetString());
        await _server.FinishedAsync();
    }

    [Theory]
    [InlineData("n\n")]
    [InlineData("")]
    public async Task Anything_but_yes_declines(string input)
    {
        _server.Next(connection => TransactionFlowTests.ServeAsync(connection, TransactionFlowTests.Content(_server).Write()));
        _server.Next(connection => TransactionFlowTests.AnswerAsync(connection, TransactionAction.Decline, done: true));

        Assert.Equal(1, await _phone.AnswerAsync(input, "scan", TransactionFlowTests.Link(_server)));

        Assert.Equal("Declined.", _phone.Error.Trim());
        await _server.FinishedAsync();
    }
}
