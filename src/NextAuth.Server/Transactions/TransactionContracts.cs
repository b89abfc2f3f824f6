using NextAuth.Server.Http;

namespace NextAuth.Server.Transactions;

/// <summary>What the person is asked to approve; one member at least. The phone shows the texts as they are.</summary>
public sealed record Transaction
{
    /// <summary>How much, at most 100 characters.</summary>
    [Example("\"1 250,00 €\"")]
    public string? Amount { get; init; }

    /// <summary>Who gets it, at most 200 characters. Spelt so.</summary>
    [Example("\"Zoë Müller\"")]
    public string? Benificiary { get; init; }

    /// <summary>What it is, at most 2,000 characters.</summary>
    [Example("\"Invoice 2026-117\"")]
    public string? Description { get; init; }
}

/// <summary>A new transaction (REST contract, TransactionId).</summary>
/// <param name="Tid">Its id, 24 characters.</param>
/// <param name="Qrdata">The bytes of a QR code that leads a phone to it, base64.</param>
[SchemaName("TransactionId")]
public sealed record TransactionIdResponse([property: Example("\"t1mQy0cRkVbGfO3nZ8sLwXaE\"")] string Tid, [property: Extension, Example("\"bmV4dGF1dGg=\"")] byte[] Qrdata);

/// <summary>The state of a transaction.</summary>
/// <param name="Tstatus">"0" new, "1" approved, "2" declined, "3" expired.</param>
public sealed record TransactionResult([property: Example("\"1\""), Extension("3")] string Tstatus);

/// <summary>What a third party needs to check, offline, that a transaction was approved. Bytes are base64.</summary>
[Extension]
public sealed record Evidence
{
    /// <summary>Always <c>nextauth evidence v1</c>.</summary>
    [Example("\"nextauth evidence v1\"")]
    public required string Format { get; init; }

    /// <summary>The server, as in the content.</summary>
    [Example("\"3Zb1yKkQmVtQ8m0pWQ4nXaBc\"")]
    public required string Server { get; init; }

    /// <summary>The transaction, as in the content.</summary>
    [Example("\"t1mQy0cRkVbGfO3nZ8sLwXaE\"")]
    public required string Transaction { get; init; }

    /// <summary>The account, as in the content.</summary>
    [Example("42")]
    public required long Account { get; init; }

    /// <summary>When the server took the approval, Unix seconds.</summary>
    [Example("1767312000")]
    public required long Approved { get; init; }

    /// <summary>How both signatures are made.</summary>
    [Example("\"ECDSA P-256, SHA-256, IEEE P1363\"")]
    public required string Algorithm { get; init; }

    /// <summary>The exact bytes the phone showed and signed.</summary>
    [Example("\"eyJmb3JtYXQiOiJuZXh0YXV0aCB0cmFuc2FjdGlvbiB2MSJ9\"")]
    public required byte[] Content { get; init; }

    /// <summary>64 bytes, by the transaction key.</summary>
    [Example("\"58YND7s0vcL3Bk9f2SddJ2EhZwh786Pp0IgqLAyiAvLzv9UYDNH7gD7+aZlYaJj/3VMmDW5Dm2J0nh8BvDwHXg==\"")]
    public required byte[] Signature { get; init; }

    /// <summary>The account's transaction key, 65 bytes.</summary>
    [Example("\"BGsX0fLhLEJH+Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT+NC4v4af5uO5+tKfA+eFivOM1drMV7Oy7ZAaDe/UfU=\"")]
    public required byte[] TransactionKey { get; init; }

    /// <summary>The account's authentication key, 65 bytes: <c>pk</c> of getSession.</summary>
    [Example("\"BGsX0fLhLEJH+Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT+NC4v4af5uO5+tKfA+eFivOM1drMV7Oy7ZAaDe/UfU=\"")]
    public required byte[] AccountKey { get; init; }

    /// <summary>The server's identity key, 65 bytes: <c>serverpk</c>.</summary>
    [Example("\"BGsX0fLhLEJH+Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT+NC4v4af5uO5+tKfA+eFivOM1drMV7Oy7ZAaDe/UfU=\"")]
    public required byte[] ServerKey { get; init; }

    /// <summary>64 bytes, by the server's identity key.</summary>
    [Example("\"58YND7s0vcL3Bk9f2SddJ2EhZwh786Pp0IgqLAyiAvLzv9UYDNH7gD7+aZlYaJj/3VMmDW5Dm2J0nh8BvDwHXg==\"")]
    public required byte[] ServerSignature { get; init; }
}
