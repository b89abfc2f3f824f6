using NextAuth.Server.Sql.Database;

namespace NextAuth.Host.Operations;

/// <summary>Whether a write is committed now, and what the last failed write said.</summary>
internal sealed class DatabaseCheck(IStorageHealth storage) : IReadinessCheck
{
    public async Task<CheckResult> CheckAsync(CancellationToken cancellationToken)
    {
        var health = await storage.CheckAsync(cancellationToken);
        var lastError = health.LastError is { } error ? $"last error {error.At:O}: {error.Message}" : "no error since the start";
        return new("database", health.IsWritable, $"{(health.IsWritable ? "writes" : "cannot write")}; log {health.LogSizeInBytes} bytes; {lastError}");
    }
}
