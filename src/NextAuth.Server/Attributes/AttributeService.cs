using Microsoft.Extensions.Logging;

namespace NextAuth.Server.Attributes;

/// <summary>Attributes of users, of servers and of the installation: what web applications keep there is their own business.</summary>
public sealed class AttributeService(IAttributeStore store, TimeProvider time, ILogger<AttributeService> logger)
{
    /// <summary>Reads a set; <see langword="null"/> when there is no such user.</summary>
    public Task<IReadOnlyList<AttributeValue>?> ReadAsync(AttributeOwner owner, CancellationToken cancellationToken) =>
        store.ReadAsync(owner, cancellationToken);

    /// <summary>Replaces a set, making the user when missing.</summary>
    public Task<AttributeResult> ReplaceAsync(AttributeOwner owner, IReadOnlyList<AttributeValue> values, CancellationToken cancellationToken) =>
        NoteAsync(owner, "replaced", store.ReplaceAsync(owner, values, time.GetUtcNow(), cancellationToken));

    /// <summary>Adds to a set, and replaces those of the same name.</summary>
    public Task<AttributeResult> MergeAsync(AttributeOwner owner, IReadOnlyList<AttributeValue> values, CancellationToken cancellationToken) =>
        NoteAsync(owner, "updated", store.MergeAsync(owner, values, cancellationToken));

    /// <summary>Empties a set.</summary>
    public Task<AttributeResult> ClearAsync(AttributeOwner owner, CancellationToken cancellationToken) =>
        NoteAsync(owner, "deleted", store.ClearAsync(owner, cancellationToken));

    /// <summary>Takes one attribute out of a set.</summary>
    public Task<AttributeResult> RemoveAsync(AttributeOwner owner, string key, CancellationToken cancellationToken) =>
        NoteAsync(owner, "deleted one by one", store.RemoveAsync(owner, key, cancellationToken));

    private async Task<AttributeResult> NoteAsync(AttributeOwner owner, string change, Task<AttributeResult> changing)
    {
        var result = await changing;
        logger.AttributesChanged(owner.Kind, owner.Server?.ToString() ?? "the installation", change, result);
        return result;
    }
}
