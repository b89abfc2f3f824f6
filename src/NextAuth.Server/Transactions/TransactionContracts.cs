namespace NextAuth.Server.Transactions;

/// <summary>What the person is asked to approve; one member at least. The phone shows the texts as they are.</summary>
public sealed record Transaction
{
    /// <summary>How much, at most 100 characters.</summary>
    public string? Amount { get; init; }

    /// <summary>Who gets it, at most 200 characters. Spelt so.</summary>
    public string? Benificiary { get; init; }

    /// <summary>What it is, at most 2,000 characters.</summary>
    public string? Description { get; init; }
}

/// <summary>A new transaction (REST contract, TransactionId).</summary>
/// <param name="Tid">Its id, 24 characters.</param>
/// <param name="Qrdata">The bytes of a QR code that leads a phone to it, base64.</param>
public sealed record TransactionIdResponse(string Tid, byte[] Qrdata);

/// <summary>The state of a transaction.</summary>
/// <param name="Tstatus">"0" new, "1" approved, "2" declined, "3" expired.</param>
public sealed record TransactionResult(string Tstatus);
