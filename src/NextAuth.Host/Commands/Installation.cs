using System.Data.Common;
using NextAuth.Host.Lifetime;
using NextAuth.Host.Settings;
using NextAuth.Host.Storage;
using NextAuth.Protocol;
using NextAuth.Server;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Secrets;
using NextAuth.Server.Servers;
using NextAuth.Server.Sql;

namespace NextAuth.Host.Commands;

/// <summary>The installation that the settings name, opened for a command: the services of the product on its database, without the web.</summary>
internal sealed class Installation
{
    // Whoever can read the files can read everything in them.
    private static readonly Role Everything = new(default, 0, Rights.Root, new Dictionary<ServerId, Rights>());

    private Installation(IServiceProvider services) =>
        (Keys, Servers) = (services.GetRequiredService<ApiKeyService>(), services.GetRequiredService<ServerDirectory>());

    public ApiKeyService Keys { get; }

    public ServerDirectory Servers { get; }

    /// <summary>Runs a command that reads; also beside a running server.</summary>
    /// <returns>The exit code.</returns>
    public static Task<int> ReadAsync(CommandCall call, Func<Installation, Task<int>> runAsync) => OpenAsync(call, async (builder, settings) =>
    {
        // Reading opens no secret, so any key will do.
        await using var services = Product.BuildServices(builder, settings, new byte[SecretBox.KeySize]);
        return Opening.SchemaRefusal(services.OpenSqlStoresForReading(), settings) is { } refusal ? call.Fail(refusal) : await runAsync(new(services));
    });

    /// <summary>
    /// Runs a command that writes, as the oldest role with global root. Not beside a running server: it keeps rights and servers in memory and hears of changes from
    /// itself alone, so a key revoked behind its back would still be good for a while.
    /// </summary>
    /// <param name="call">How the program was called.</param>
    /// <param name="operation">The call of the API that does the same while the server runs.</param>
    /// <param name="needsMasterKey">Whether something is encrypted.</param>
    /// <param name="runAsync">The command.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> WriteAsync(CommandCall call, string operation, bool needsMasterKey, Func<Installation, Role, Task<int>> runAsync) => OpenAsync(call, async (builder, settings) =>
    {
        if (!DataDirectory.TryOpen(settings, out var directory, out var refusal))
        {
            return refusal.IsInUse
                ? call.Fail($"the server runs on {OneLine.Of(settings.DataDirectory)} and would not notice; call {operation}, or stop it first")
                : call.Refuse(refusal.Line);
        }

        using var held = directory;
        var keyFile = new MasterKeyFile(settings.DataDirectory);
        var masterKey = new byte[SecretBox.KeySize];
        if (needsMasterKey && (MissingKey(settings, keyFile) ?? Opening.ChooseMasterKey(settings, keyFile, out masterKey)) is { } keyRefusal)
        {
            return call.Refuse(keyRefusal);
        }

        await using var services = Product.BuildServices(builder, settings, masterKey);
        if (Opening.SchemaRefusal(services.OpenSqlStoresForReading(), settings) is { } schemaRefusal)
        {
            return call.Fail(schemaRefusal);
        }

        await services.InitializeSqlStoresAsync(null, CancellationToken.None);
        var installation = new Installation(services);
        return needsMasterKey && !await installation.Servers.MasterKeyFitsAsync(CancellationToken.None)
            ? call.Refuse(Opening.WrongMasterKey(settings, keyFile))
            : await installation.Keys.FindFirstRootAsync(CancellationToken.None) is not { } root
            ? call.Fail("nobody has global root yet; start the server once, which makes a root API key")
            : await runAsync(installation, root);
    });

    /// <summary>All virtual servers, the oldest first.</summary>
    public async Task<IReadOnlyList<(VirtualServer Server, ServerFigures Figures)>> ListServersAsync(CancellationToken cancellationToken)
    {
        var all = new List<(VirtualServer, ServerFigures)>();
        await foreach (var server in Servers.ReadAllAsync(await ListIdsAsync(cancellationToken), cancellationToken))
        {
            all.Add(server);
        }

        return all;
    }

    /// <summary>Whether there is such a server; globally is everywhere.</summary>
    public async Task<bool> HasServerAsync(ServerId? server, CancellationToken cancellationToken) =>
        server is not { } id || (await ListIdsAsync(cancellationToken)).Contains(id);

    /// <summary>Reads the settings and runs what works on the database file they name.</summary>
    public static async Task<int> OpenAsync(CommandCall call, Func<WebApplicationBuilder, HostSettings, Task<int>> runAsync)
    {
        if (!Product.TryCreateBuilder(call.Settings, out var builder, out var settings, out var refusal))
        {
            return call.Refuse(refusal);
        }

        if (FileRefusal(settings) is { } missing)
        {
            return call.Refuse(missing);
        }

        try
        {
            return await runAsync(builder, settings);
        }
        catch (StorageUnavailableException error)
        {
            return call.Fail($"{Database}: {OneLine.Of(error.Message)}; must be a database that this user may read and write");
        }
        catch (DbException error)
        {
            return call.Fail($"{Database}: {OneLine.Of(error.Message)}; 'nextauth check' says more");
        }
    }

    /// <summary>Why there is no database file to work on; <see langword="null"/>: there is one.</summary>
    public static string? FileRefusal(HostSettings settings) => settings.Database.Path switch
    {
        null => $"{Database}: is in memory and ends with its process; must be sqlite:PATH",
        var path when !File.Exists(path) =>
            $"{EnvironmentNames.Describe("NextAuth:DataDirectory")}: there is no {OneLine.Of(path)}; must be the folder of a server that was started once",
        _ => null,
    };

    private static string Database => EnvironmentNames.Describe("NextAuth:DatabaseUri");

    // Not made here: the server may be given another one by its environment, and would find this one wrong.
    private static string? MissingKey(HostSettings settings, MasterKeyFile keyFile) => settings.MasterKey is null && !keyFile.Exists
        ? $"{EnvironmentNames.Describe("NextAuth:MasterKey")}: is not given, and there is no {OneLine.Of(keyFile.ToString())}; must be the key the server runs with"
        : null;

    private async Task<List<ServerId>> ListIdsAsync(CancellationToken cancellationToken)
    {
        const int PageSize = 1_000;
        var all = new List<ServerId>();
        var page = await Servers.ListAsync(Everything, PageSize, 0, cancellationToken);
        while (page.Items.Count > 0)
        {
            all.AddRange(page.Items);
            page = await Servers.ListAsync(Everything, PageSize, all.Count, cancellationToken);
        }

        return all;
    }
}
