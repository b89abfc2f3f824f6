using NextAuth.Host.Evidence;
using NextAuth.Host.Lifetime;
using NextAuth.Host.Operations;
using NextAuth.Host.Settings;
using NextAuth.Host.Storage;

if (CommandLine.Answer(args) is { } answer)
{
    Console.Out.WriteLine(answer);
    return ExitCodes.Done;
}

if (args is [VerifyEvidence.Name, .. var rest])
{
    return VerifyEvidence.Run(rest, Console.Out, Console.Error);
}

// Settings first: nothing is made or opened before all of them are right.
if (!SettingSources.TryRead(args, Environment.GetEnvironmentVariables(), Environment.CurrentDirectory, out var configuration, out var refusal))
{
    return Refuse(refusal);
}

var builder = Product.CreateBuilder(configuration);
refusal = SettingCheck.FirstError(configuration, SettingCatalog.Of(builder.Services));
if (refusal is not null || !HostSettings.TryRead(configuration, out var settings, out refusal))
{
    return Refuse(refusal);
}

// Files: this process alone, the master key.
if (!DataDirectory.TryOpen(settings, out var directory, out refusal))
{
    return Refuse(refusal);
}

using var held = directory;
var keyFile = new MasterKeyFile(settings.DataDirectory);
if (Opening.ChooseMasterKey(settings, keyFile, out var masterKey) is { } keyRefusal)
{
    return Refuse(keyRefusal);
}

// The product, its database, and the two servers: operations is there first and goes last.
await using var app = Product.Build(builder, settings, masterKey);
refusal = await Opening.OpenAsync(app.Services, settings, keyFile, masterKey, CancellationToken.None);
if (refusal is not null)
{
    return Refuse(refusal);
}

await using var operations = OperationsServer.Build(app.Services, settings.Operations);
refusal = await Starting.StartAsync(operations, "NextAuth:Operations:Url", settings.Operations.ToString(), CancellationToken.None)
    ?? await Starting.StartAsync(app, EnvironmentNames.Describe("NextAuth:Listen"), string.Join(';', settings.Listen), CancellationToken.None)
    ?? await Opening.PrintRootKeyAsync(app.Services, settings, CancellationToken.None);
return refusal is null ? await Product.RunAsync(app, settings, keyFile) : Refuse(refusal);

static int Refuse(string line)
{
    Console.Error.WriteLine($"nextauth: {line}");
    return ExitCodes.WrongSetting;
}
