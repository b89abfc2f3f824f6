using NextAuth.Server;
using NextAuth.Server.Servers;

namespace NextAuth.Host.Operations;

/// <summary>Whether the master key opens what is stored now: a database that was restored beneath a running process shows here.</summary>
internal sealed class MasterKeyCheck(ServerDirectory servers) : IReadinessCheck
{
    private const string Name = "masterkey";

    public async Task<CheckResult> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await servers.MasterKeyFitsAsync(cancellationToken)
                ? new(Name, true, "opens the stored secrets")
                : new(Name, false, "does not open the stored secrets");
        }
        catch (StorageUnavailableException)
        {
            return new(Name, false, "the stored secrets cannot be read");
        }
    }
}
