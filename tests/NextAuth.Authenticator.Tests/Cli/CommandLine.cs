using NextAuth.Authenticator.Accounts;
using NextAuth.Authenticator.Cli;
using NextAuth.Authenticator.Tests.Scripted;

namespace NextAuth.Authenticator.Tests.Cli;

/// <summary>Runs <c>nextauth-phone</c> within the test, on a store of its own.</summary>
internal sealed class CommandLine : IDisposable
{
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("phone-cli-").FullName;

    public string Output { get; private set; } = "";

    public string Error { get; private set; } = "";

    public Task<int> RunAsync(params string[] arguments) => AnswerAsync("", arguments);

    public Task<int> AnswerAsync(string input, params string[] arguments) => RunAsync(input, arguments, Phone.Token);

    public Task<int> RunAsync(string input, string[] arguments, CancellationToken cancellationToken) =>
        RunAsync(new StringReader(input), [.. arguments, "--store", Directory, "--insecure-store"], cancellationToken);

    public async Task<int> RunAsync(TextReader input, string[] arguments, CancellationToken cancellationToken)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await PhoneCommandLine.RunAsync(arguments, new Terminal(input, output, error, isInteractive: false), cancellationToken);
        (Output, Error) = (output.ToString(), error.ToString());
        return exit;
    }

    public async Task<AccountListing> AccountsAsync()
    {
        Assert.True(FileAccountStore.TryOpen(Directory, null, out var store, out _));
        using (store)
        {
            return await store.ListAsync(Phone.Token);
        }
    }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
