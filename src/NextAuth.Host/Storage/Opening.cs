using System.Data.Common;
using System.Security.Cryptography;
using NextAuth.Host.Settings;
using NextAuth.Host.Telemetry;
using NextAuth.Server;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Push.WebPush;
using NextAuth.Server.Secrets;
using NextAuth.Server.Servers;
using NextAuth.Server.Sql;
using NextAuth.Server.Sql.Migrations;

namespace NextAuth.Host.Storage;

/// <summary>What must be true before the first request: tables up to date, the right master key, somebody who may call.</summary>
internal static class Opening
{
    /// <summary>Chooses the master key: the given one, the one in the data directory, or a new one that is not kept yet.</summary>
    public static string? ChooseMasterKey(HostSettings settings, MasterKeyFile file, out byte[] key)
    {
        key = settings.MasterKey ?? [];
        if (settings.MasterKey is null && settings.Database.Path is not null && file.Exists)
        {
            if (!file.TryRead(out var kept, out var refusal))
            {
                return refusal;
            }

            key = kept;
        }

        key = key is [] ? RandomNumberGenerator.GetBytes(SecretBox.KeySize) : key;
        return null;
    }

    /// <summary>Opens the database and makes what the first start makes.</summary>
    /// <returns>Why not, in one line; <see langword="null"/>: it is open.</returns>
    public static async Task<string?> OpenAsync(
        IServiceProvider services, HostSettings settings, MasterKeyFile file, byte[] masterKey, CancellationToken cancellationToken)
    {
        try
        {
            await services.InitializeSqlStoresAsync(services.GetRequiredService<ILogger<DataDirectory>>().Upgrading, cancellationToken);
            var vapid = services.GetRequiredService<VapidKey>();
            if (!await services.GetRequiredService<ServerDirectory>().MasterKeyFitsAsync(cancellationToken) || !await vapid.MasterKeyFitsAsync(cancellationToken))
            {
                return WrongMasterKey(settings, file);
            }

            // Only now: a new key beside a database of another one would look like the right one to whoever makes the next backup.
            if (settings.MasterKey is null && settings.Database.Path is not null && !file.Exists)
            {
                file.Create(masterKey);
            }

            // After the master key is kept: what is sealed with one that gets lost would be lost, too.
            await vapid.LoadAsync(cancellationToken);

            // A given key is good from the first request on; a made one waits until the ports are open, so that a failed start does not print it.
            if (settings.RootApiKey is not null)
            {
                await services.GetRequiredService<ApiKeyService>().EnsureRootAsync(settings.RootApiKey, cancellationToken);
            }

            return null;
        }
        catch (LaterSchemaException)
        {
            return SchemaRefusal(SchemaState.Newer, settings);
        }
        catch (StorageUnavailableException error)
        {
            return StorageRefusal(error);
        }
        catch (DbException error)
        {
            return $"{EnvironmentNames.Describe("NextAuth:DatabaseUri")}: {OneLine.Of(error.Message)}; the file is damaged or no database: 'nextauth check' says more";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"{EnvironmentNames.Describe("NextAuth:DataDirectory")}: {OneLine.Of(error.Message)}; must be a folder that this user may write";
        }
    }

    /// <summary>Why this program cannot work with those tables; <see langword="null"/>: it can.</summary>
    public static string? SchemaRefusal(SchemaState schema, HostSettings settings) => schema switch
    {
        SchemaState.Current => null,
        SchemaState.None => $"{OneLine.Of(settings.Database.Path ?? "")} holds no tables of nextauth; start the server once, which makes them, or name another file",
        SchemaState.Older => "the database is of an earlier version of nextauth; make a backup and start the server once, which brings it up to date",
        _ => $"the database is of a later version of nextauth than {CommandLine.Version}; use that version, or restore a backup of this one",
    };

    public static string WrongMasterKey(HostSettings settings, MasterKeyFile file) =>
        $"{EnvironmentNames.Describe("NextAuth:MasterKey")}: does not open the secrets in this database; must be the key it was made with"
        + (settings.MasterKey is null ? $", in {OneLine.Of(file.ToString())}" : "");

    /// <summary>Makes and prints the root API key, at the first start when none was given.</summary>
    /// <returns>Why not, in one line; <see langword="null"/>: somebody may call.</returns>
    public static async Task<string?> PrintRootKeyAsync(IServiceProvider services, HostSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            if (settings.RootApiKey is null && await services.GetRequiredService<ApiKeyService>().EnsureRootAsync(null, cancellationToken) is { } rootKey)
            {
                await Console.Out.WriteLineAsync($"Root API key (shown this once, keep it): {rootKey}".AsMemory(), cancellationToken);
            }

            return null;
        }
        catch (StorageUnavailableException error)
        {
            return StorageRefusal(error);
        }
    }

    private static string StorageRefusal(StorageUnavailableException error) =>
        $"{EnvironmentNames.Describe("NextAuth:DatabaseUri")}: {OneLine.Of(error.Message)}; must be a database that this user may write";
}
