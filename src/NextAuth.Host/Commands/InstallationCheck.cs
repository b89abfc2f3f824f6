using System.Globalization;
using NextAuth.Host.Lifetime;
using NextAuth.Host.Settings;
using NextAuth.Host.Storage;
using NextAuth.Server;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Push;
using NextAuth.Server.Push.WebPush;
using NextAuth.Server.Secrets;
using NextAuth.Server.Servers;
using NextAuth.Server.Sql;
using NextAuth.Server.Sql.Maintenance;
using NextAuth.Server.Sql.Migrations;

namespace NextAuth.Host.Commands;

/// <summary>Looks at everything that must be right before the server can run. Makes and changes nothing.</summary>
internal static class InstallationCheck
{
    // Nobody ran this program before there was one.
    private static readonly DateTimeOffset Earliest = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // The clock of a machine that was set right by a little must not alarm anybody.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    /// <summary>Runs the checks in their order; one that others need ends it when it fails.</summary>
    public static async Task<IReadOnlyList<Finding>> RunAsync(IReadOnlyList<string> given, CancellationToken cancellationToken)
    {
        if (!Product.TryCreateBuilder(given, out var builder, out var settings, out var refusal))
        {
            return [Wrong("settings", refusal, "correct the setting; docs/operations/settings.md lists all of them")];
        }

        var findings = new List<Finding> { new("settings", true, $"are right; the data directory is {settings.DataDirectory}") };
        findings.AddIfAny(PrivateEndpoints(settings, builder.Configuration.GetSection(PushOptions.Section).Get<PushOptions>() ?? new()));
        var keyFile = new MasterKeyFile(settings.DataDirectory);
        var keyFault = KeyFault(settings, keyFile, out var masterKey);
        var inspected = Inspect(settings, findings);
        if (inspected is not { Schema: SchemaState.Current })
        {
            findings.AddIfAny(keyFault);
            findings.Add(Clock(TimeProvider.System.GetUtcNow(), inspected?.LatestTime));
            return findings;
        }

        // What follows without a usable key opens no secret.
        await using var services = Product.BuildServices(builder, settings, masterKey is [] ? new byte[SecretBox.KeySize] : masterKey);
        services.OpenSqlStoresForReading();
        findings.Add(keyFault ?? await MasterKeyAsync(services, settings, keyFile, cancellationToken));
        findings.Add(Clock(services.GetRequiredService<TimeProvider>().GetUtcNow(), inspected.LatestTime));
        findings.Add(await RootKeyAsync(services.GetRequiredService<ApiKeyService>(), cancellationToken));
        return findings;
    }

    /// <summary>Whether the clock can be right: the database was not written in the future.</summary>
    internal static Finding Clock(DateTimeOffset now, DateTimeOffset? latest)
    {
        const string Fix = "set the clock of this machine and keep it right (NTP); codes, logins and transactions expire by it";
        return now < Earliest ? Wrong("clock", $"says {Text(now)}, which is long past", Fix)
            : latest is { } written && written - now > ClockTolerance ? Wrong("clock", $"says {Text(now)}, but the database was written at {Text(written)}", Fix)
            : new("clock", true, $"says {Text(now)}");
    }

    private static Finding? PrivateEndpoints(HostSettings settings, PushOptions push) => push.AllowPrivateEndpoints && !settings.IsThisMachineAlone
        ? new("push", true, "NextAuth:Push:AllowPrivateEndpoints is on, and others can reach this server: whoever enrols there can make it knock on this machine and its network", "leave the setting out; it is for development alone")
        : null;

    private static InspectionResult? Inspect(HostSettings settings, List<Finding> findings)
    {
        if (Installation.FileRefusal(settings) is { } missing)
        {
            findings.Add(Wrong("database", missing, "start the server once, which makes it; or name the right folder or file"));
            return null;
        }

        try
        {
            var inspected = DatabaseInspection.Run(settings.Database);
            findings.Add(new("database", true, $"{settings.Database.Path} opens"));
            if (inspected.Damage.Count > 0)
            {
                findings.Add(Wrong(
                    "integrity", $"the file is damaged: {string.Join("; ", inspected.Damage)}", "stop the server, keep the file aside and restore the latest backup (docs/operations/backup-and-keys.md)"));
                return null;
            }

            findings.Add(new("integrity", true, "the file is whole"));
            findings.Add(Opening.SchemaRefusal(inspected.Schema, settings) is { } refusal
                ? Wrong("version", "the tables are not those of this program", refusal)
                : new("version", true, $"the tables are those of {CommandLine.Version}"));
            return inspected;
        }
        catch (StorageUnavailableException error)
        {
            findings.Add(Wrong("database", error.Message, $"let this user read and write {settings.Database.Path} and its folder"));
            return null;
        }
    }

    private static Finding? KeyFault(HostSettings settings, MasterKeyFile keyFile, out byte[] masterKey) =>
        Opening.ChooseMasterKey(settings, keyFile, out masterKey) is { } refusal ? Wrong("master key", refusal, $"restore {keyFile} from its backup, and let this user read it")
        : settings.MasterKey is null && keyFile.IsOpenToOthers ? Wrong("master key", $"{keyFile} can be read by others than its owner", $"chmod 600 {keyFile}, and think of who may have copied it")
        : null;

    private static async Task<Finding> MasterKeyAsync(IServiceProvider services, HostSettings settings, MasterKeyFile keyFile, CancellationToken cancellationToken)
    {
        var isThere = settings.MasterKey is not null || keyFile.Exists;
        return await services.GetRequiredService<ServerDirectory>().MasterKeyFitsAsync(cancellationToken)
            && await services.GetRequiredService<VapidKey>().MasterKeyFitsAsync(cancellationToken)
            ? new("master key", true, isThere ? "opens the secrets in the database" : "there is none, and no secret yet; the next start makes one")
            : isThere ? Wrong("master key", "does not open the secrets in the database", $"give the key the database was made with, {(settings.MasterKey is null ? $"in {keyFile}" : EnvironmentNames.Describe("NextAuth:MasterKey"))}")
            : Wrong("master key", $"is not given, and there is no {keyFile}", $"restore {keyFile} from its backup, or give {EnvironmentNames.Describe("NextAuth:MasterKey")} as the server has it");
    }

    private static async Task<Finding> RootKeyAsync(ApiKeyService keys, CancellationToken cancellationToken) =>
        (await keys.ListAllAsync(cancellationToken)).FirstOrDefault(static known => known.Global.HasFlag(Rights.Root)) is { } root
            ? new("root key", true, $"role {root.Key.Role} has global root and an API key")
            : Wrong("root key", "no API key has global root: nobody can manage this installation", "start the server with NEXTAUTH_NS_ROOT_API_KEY_FILE naming a file with a new key");

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static Finding Wrong(string name, string detail, string fix) => new(name, false, detail, fix);

    private static void AddIfAny(this List<Finding> findings, Finding? finding)
    {
        if (finding is not null)
        {
            findings.Add(finding);
        }
    }
}
