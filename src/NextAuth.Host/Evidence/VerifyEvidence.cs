using System.Globalization;
using System.Text.Json;
using NextAuth.Host.Commands;
using NextAuth.Host.Lifetime;
using NextAuth.Host.Settings;
using NextAuth.Protocol.Transactions;

namespace NextAuth.Host.Evidence;

/// <summary><c>nextauth verify-evidence FILE [SERVERPK]</c>: checks evidence offline; no setting, no database (docs/protocol/evidence.md, section 3).</summary>
internal static class VerifyEvidence
{
    public const string Name = "verify-evidence";

    /// <summary>Runs the command.</summary>
    /// <returns>The exit code: 0 when the evidence is right.</returns>
    public static int Run(IReadOnlyList<string> arguments, bool json, TextWriter output, TextWriter errors)
    {
        if (arguments is not ([_] or [_, _]) || !TryReadKey(arguments, out var serverKey))
        {
            return Refuse(errors, "give the file, and if wanted serverpk in base64, as getServer answers it: verify-evidence FILE [SERVERPK]");
        }

        byte[] file;
        try
        {
            file = File.ReadAllBytes(arguments[0]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Refuse(errors, $"{OneLine.Of(arguments[0])}: cannot be read");
        }

        if (!TransactionEvidence.TryRead(file, out var evidence, out var content))
        {
            errors.WriteLine($"nextauth: {OneLine.Of(arguments[0])}: is no evidence, or was altered");
            return ExitCodes.Failed;
        }

        var verdict = evidence.Verify(serverKey);
        if (verdict is not EvidenceVerdict.Valid)
        {
            errors.WriteLine($"nextauth: {OneLine.Of(arguments[0])}: {Explain(verdict)}");
            return ExitCodes.Failed;
        }

        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(Answer(evidence, content, isServerKnown: serverKey.Length > 0), CommandJson.Default.EvidenceAnswer));
        }
        else
        {
            Write(output, evidence, content, isServerKnown: serverKey.Length > 0);
        }

        return ExitCodes.Done;
    }

    private static EvidenceAnswer Answer(TransactionEvidence evidence, TransactionContent content, bool isServerKnown) => new()
    {
        Server = content.Server.ToString(),
        Transaction = content.Id.ToString(),
        Account = content.Account,
        Approved = evidence.Approved,
        Amount = content.Amount,
        Benificiary = content.Benificiary,
        Description = content.Description,
        ServerKey = evidence.ServerKey.ToArray(),
        IsServerKnown = isServerKnown,
    };

    // The texts are as they were signed: what could harm a terminal is not allowed in them.
    private static void Write(TextWriter output, TransactionEvidence evidence, TransactionContent content, bool isServerKnown)
    {
        var approved = DateTimeOffset.FromUnixTimeSeconds(evidence.Approved).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        output.WriteLine($"Valid: account {content.Account} of server {content.Server} approved transaction {content.Id} at {approved}.");
        Field(output, "amount", content.Amount);
        Field(output, "beneficiary", content.Benificiary);
        Field(output, "description", content.Description);
        output.WriteLine(isServerKnown
            ? "The server's key is the one given."
            : $"The server's key is {Convert.ToBase64String(evidence.ServerKey.Span)}: compare it with the serverpk you know, or this proves nothing.");
    }

    private static void Field(TextWriter output, string name, string? text)
    {
        if (text is not null)
        {
            output.WriteLine($"  {name,-11} {text}");
        }
    }

    private static string Explain(EvidenceVerdict verdict) => verdict switch
    {
        EvidenceVerdict.OtherServer => "is of a server with another key",
        EvidenceVerdict.OutOfTime => "was approved outside the life of its transaction",
        EvidenceVerdict.WrongSignature => "the transaction key has not signed this content",
        _ => "the server has not signed this evidence",
    };

    private static bool TryReadKey(IReadOnlyList<string> arguments, out byte[] key)
    {
        key = [];
        if (arguments.Count < 2)
        {
            return true;
        }

        var bytes = new byte[Protocol.Crypto.P256.PublicKeySize + 2];
        var read = Convert.TryFromBase64String(arguments[1], bytes, out var size) && size == Protocol.Crypto.P256.PublicKeySize;
        key = bytes[..(read ? size : 0)];
        return read;
    }

    private static int Refuse(TextWriter errors, string line)
    {
        errors.WriteLine($"nextauth: {line}");
        return ExitCodes.WrongSetting;
    }
}
