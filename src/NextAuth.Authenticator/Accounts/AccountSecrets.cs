namespace NextAuth.Authenticator.Accounts;

/// <summary>The private keys of an account. A store encrypts them at rest; <see cref="ToString"/> does not reveal them.</summary>
public sealed record AccountSecrets
{
    /// <summary>Gets the authentication key, PKCS #8.</summary>
    public required byte[] AuthenticationKey { get; init; }

    /// <summary>Gets the transaction key, PKCS #8.</summary>
    public required byte[] TransactionKey { get; init; }

    /// <summary>Gets the push key, 32 bytes.</summary>
    public required byte[] PushKey { get; init; }

    /// <summary>Gets the keys of a rotation whose answer has not been seen; <see langword="null"/> when there is none.</summary>
    public PendingKeys? Pending { get; init; }

    /// <summary>Does not reveal the keys.</summary>
    public override string ToString() => nameof(AccountSecrets);
}

/// <summary>
/// Keys the server may or may not have taken. Both pairs are kept until it is known which one the server has, so that a crash at any moment loses neither.
/// </summary>
public sealed record PendingKeys
{
    /// <summary>Gets the new authentication key, PKCS #8.</summary>
    public required byte[] AuthenticationKey { get; init; }

    /// <summary>Gets the new transaction key, PKCS #8.</summary>
    public required byte[] TransactionKey { get; init; }

    /// <summary>Gets when the rotation began.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Does not reveal the keys.</summary>
    public override string ToString() => nameof(PendingKeys);
}

/// <summary>An account with its keys, as a store holds it.</summary>
/// <param name="Account">What may be shown.</param>
/// <param name="Secrets">What may not.</param>
public sealed record StoredAccount(Account Account, AccountSecrets Secrets);
