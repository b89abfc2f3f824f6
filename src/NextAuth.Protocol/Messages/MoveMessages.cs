namespace NextAuth.Protocol.Messages;

/// <summary>Offer this account to another phone (docs/protocol/move.md). From the old phone; <see cref="MoveOffer"/> comes before the answer.</summary>
public sealed record MoveStart : PhoneMessage
{
    /// <summary>Gets what the old phone is committed to, 32 bytes as base64url.</summary>
    public required string Commitment { get; init; }
}

/// <summary>From the old phone, once, after <see cref="MoveRequest"/>.</summary>
public sealed record MoveReveal : PhoneMessage
{
    /// <summary>Gets the nonce of the commitment, 16 bytes as base64url.</summary>
    public required string Nonce { get; init; }
}

/// <summary>From the old phone, after <see cref="MoveConfirmed"/>: the person has confirmed here as well.</summary>
public sealed record MoveApprove : PhoneMessage
{
    /// <summary>Gets the old authentication key's signature, 64 bytes as base64url, see <see cref="Moves.AccountMove.SignedBytes"/>.</summary>
    public required string Signature { get; init; }
}

/// <summary>From the new phone: it shows the digits that the old one shows.</summary>
public sealed record MoveConfirm : PhoneMessage;

/// <summary>To the old phone: what its code needs.</summary>
public sealed record MoveOffer : ServerMessage
{
    /// <summary>Gets the token, 16 bytes as base64url: a secret until it is used.</summary>
    public required string Token { get; init; }

    /// <summary>Gets the end of its life, in Unix seconds.</summary>
    public required long Expires { get; init; }
}

/// <summary>To the old phone: somebody has scanned the code.</summary>
public sealed record MoveRequest : ServerMessage
{
    /// <summary>Gets the new authentication key, proven, 65 bytes as base64url.</summary>
    public required string AuthenticationKey { get; init; }

    /// <summary>Gets the new transaction key, proven, 65 bytes as base64url.</summary>
    public required string TransactionKey { get; init; }

    /// <summary>Gets what the new phone is called, in its own words.</summary>
    public string? Device { get; init; }
}

/// <summary>To the old phone: the person has confirmed on the new one.</summary>
public sealed record MoveConfirmed : ServerMessage;

/// <summary>To the new phone: its first record. The code is next.</summary>
public sealed record Moving : ServerMessage;

/// <summary>To the new phone: what it makes the code of.</summary>
public sealed record MoveNonce : ServerMessage
{
    /// <summary>Gets the old phone's nonce, 16 bytes as base64url.</summary>
    public required string Nonce { get; init; }
}

/// <summary>To the new phone: the account is its own.</summary>
public sealed record Moved : ServerMessage
{
    /// <summary>Gets the account's id.</summary>
    public required long AccountId { get; init; }
}

/// <summary>To either phone: called off, or too late.</summary>
public sealed record MoveEnded : ServerMessage;
