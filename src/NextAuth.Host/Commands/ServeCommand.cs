using System.CommandLine;
using NextAuth.Host.Lifetime;
using NextAuth.Host.Operations;
using NextAuth.Host.Settings;
using NextAuth.Host.Storage;

namespace NextAuth.Host.Commands;

/// <summary><c>serve</c>, and what runs without any command: the server.</summary>
internal static class ServeCommand
{
    public static Command Make(CommandCall call)
    {
        var command = new Command(
            "serve",
            """
            Run the server; the same as giving no command. 'nextauth --help' shows the usual settings.

            Example: nextauth serve --NextAuth:Listen=http://localhost:9000
            """)
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction((arguments, _) => RunAsync(call, arguments.UnmatchedTokens));
        return command;
    }

    private static async Task<int> RunAsync(CommandCall call, IReadOnlyList<string> unknown)
    {
        // Before there are threads to speak of.
        Scheduling.PreferWork();

        // Settings first. What is no setting is refused where they are read.
        if (!Product.TryCreateBuilder([.. unknown, .. call.Settings], out var builder, out var settings, out var refusal))
        {
            return call.Refuse(refusal);
        }

        // Files: this process alone, the master key.
        if (!DataDirectory.TryOpen(settings, out var directory, out var inUse))
        {
            return call.Refuse(inUse.Line);
        }

        using var held = directory;
        var keyFile = new MasterKeyFile(settings.DataDirectory);
        if (Opening.ChooseMasterKey(settings, keyFile, out var masterKey) is { } keyRefusal)
        {
            return call.Refuse(keyRefusal);
        }

        // The product, its database, and the two servers: operations is there first and goes last.
        await using var app = Product.Build(builder, settings, masterKey);
        refusal = await Opening.OpenAsync(app.Services, settings, keyFile, masterKey, CancellationToken.None);
        if (refusal is not null)
        {
            return call.Refuse(refusal);
        }

        await using var operations = OperationsServer.Build(app.Services, settings.Operations);
        refusal = await Starting.StartAsync(operations, "NextAuth:Operations:Url", settings.Operations.ToString(), CancellationToken.None)
            ?? await Starting.StartAsync(app, EnvironmentNames.Describe("NextAuth:Listen"), string.Join(';', settings.Listen), CancellationToken.None)
            ?? await Opening.PrintRootKeyAsync(app.Services, settings, CancellationToken.None);
        return refusal is null ? await Product.RunAsync(app, settings, keyFile) : call.Refuse(refusal);
    }
}
