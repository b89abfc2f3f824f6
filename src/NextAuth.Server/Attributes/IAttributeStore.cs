namespace NextAuth.Server.Attributes;

/// <summary>What became of a change of attributes.</summary>
public enum AttributeResult
{
    Done,

    /// <summary>There is no such user.</summary>
    UnknownOwner,

    /// <summary>The server has just been deleted.</summary>
    UnknownServer,

    /// <summary>There is no such attribute.</summary>
    UnknownAttribute,

    /// <summary>The set would be larger than <see cref="AttributeValue.MaxSetSize"/>; nothing was changed.</summary>
    TooLarge,

    /// <summary>The set would have more than <see cref="AttributeValue.MaxInSet"/> attributes; nothing was changed.</summary>
    TooMany,
}

/// <summary>Durable attributes. Each method is one atomic step: two changes of different attributes at once both stay.</summary>
public interface IAttributeStore
{
    /// <summary>Reads a set, ordered by name; <see langword="null"/> when there is no such user.</summary>
    Task<IReadOnlyList<AttributeValue>?> ReadAsync(AttributeOwner owner, CancellationToken cancellationToken);

    /// <summary>Replaces a set. A user who is missing is made.</summary>
    Task<AttributeResult> ReplaceAsync(AttributeOwner owner, IReadOnlyList<AttributeValue> values, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Adds to a set, and replaces those of the same name.</summary>
    Task<AttributeResult> MergeAsync(AttributeOwner owner, IReadOnlyList<AttributeValue> values, CancellationToken cancellationToken);

    /// <summary>Empties a set.</summary>
    Task<AttributeResult> ClearAsync(AttributeOwner owner, CancellationToken cancellationToken);

    /// <summary>Takes one attribute out of a set.</summary>
    Task<AttributeResult> RemoveAsync(AttributeOwner owner, string key, CancellationToken cancellationToken);
}
