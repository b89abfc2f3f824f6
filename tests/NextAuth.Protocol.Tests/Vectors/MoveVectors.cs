using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Moves;

namespace NextAuth.Protocol.Tests.Vectors;

/// <summary>Makes the files about moving an account (docs/protocol/vectors.md, sections 8 and 9).</summary>
internal static class MoveVectors
{
    // The reasons of an answer (docs/protocol/move.md, section 6).
    public const string Invalid = "invalid";
    public const string Refused = "refused";

    private static byte[] Binding { get; } = SHA256.HashData("nextauth test move binding"u8);

    private static byte[] OtherBinding { get; } = SHA256.HashData("nextauth test move binding of another connection"u8);

    public static JsonObject Make()
    {
        var (account, transaction) = (TestInputs.NewAccount.Public, TestInputs.NewTransactionKey.Public);
        var signed = AccountMove.SignedBytes(Binding, account, transaction);
        return new()
        {
            ["about"] = "Moving an account to another phone: what its code is made of, and what the old phone signs.",
            ["testOnlyKeys"] = new JsonObject
            {
                ["account"] = new JsonObject
                {
                    ["private"] = VectorFile.Hex(TestInputs.Account.Private),
                    ["public"] = VectorFile.Hex(TestInputs.Account.Public),
                },
            },
            ["nonce"] = VectorFile.Hex(TestInputs.MoveNonce),
            ["commitment"] = VectorFile.Hex(AccountMove.Commit(TestInputs.MoveNonce)),
            ["authenticationKey"] = VectorFile.Hex(account),
            ["transactionKey"] = VectorFile.Hex(transaction),
            ["code"] = AccountMove.Code(TestInputs.MoveNonce, account, transaction),
            ["binding"] = VectorFile.Hex(Binding),
            ["signed"] = VectorFile.Hex(signed),
            ["signature"] = VectorFile.Hex(TestInputs.Account.Sign(signed)),
            ["codes"] = new JsonArray([.. Nonces(account, transaction).Select(nonce => new JsonObject
            {
                ["nonce"] = VectorFile.Hex(nonce),
                ["code"] = AccountMove.Code(nonce, account, transaction),
            })]),
        };
    }

    /// <summary>What must not be taken: each case is right but for what its name says.</summary>
    public static JsonObject MakeNegative()
    {
        var (account, transaction) = (TestInputs.NewAccount.Public, TestInputs.NewTransactionKey.Public);
        var (nonce, signed, stranger) = (TestInputs.MoveNonce, AccountMove.SignedBytes(Binding, account, transaction), TestInputs.Stranger.Public);
        var signature = TestInputs.Account.Sign(signed);
        return new()
        {
            ["about"] = "Moving an account to another phone: nonces and signatures that are refused.",
            ["base"] = "move.json",
            ["cases"] = new JsonArray(
                Reveal("another nonce", SHA256.HashData("nextauth test move nonce of nobody"u8)[..AccountMove.NonceSize]),
                Reveal("one bit is another", [.. nonce[..^1], (byte)(nonce[^1] ^ 1)]),
                Reveal("a byte too few", nonce[..^1]),
                Reveal("a byte too many", [.. nonce, 0]),
                Reveal("nothing", []),
                Reveal("the commitment's own bytes", AccountMove.Commit(nonce)[..AccountMove.NonceSize]),
                Reveal("committed without the label", nonce, SHA256.HashData(nonce)),
                Reveal("committed with the label of the code", nonce, SHA256.HashData([.. "nextauth move code v1"u8, .. nonce])),
                Approve("signed on another connection", TestInputs.Account.Sign(AccountMove.SignedBytes(OtherBinding, account, transaction))),
                Approve("signed without the connection", TestInputs.Account.Sign(AccountMove.SignedBytes([], account, transaction))),
                Approve("another authentication key is signed", TestInputs.Account.Sign(AccountMove.SignedBytes(Binding, stranger, transaction))),
                Approve("another transaction key is signed", TestInputs.Account.Sign(AccountMove.SignedBytes(Binding, account, stranger))),
                Approve("the keys are signed the other way round", TestInputs.Account.Sign(AccountMove.SignedBytes(Binding, transaction, account))),
                Approve("one key is signed", TestInputs.Account.Sign(AccountMove.SignedBytes(Binding, account, []))),
                Approve("signed with another label", TestInputs.Account.Sign([.. "nextauth move v2"u8, .. signed[16..]])),
                Approve("signed without a label", TestInputs.Account.Sign(signed[16..])),
                Approve("the hash is signed", TestInputs.Account.Sign(SHA256.HashData(signed))),
                Approve("signed by the new key", TestInputs.NewAccount.Sign(signed)),
                Approve("signed by a stranger", TestInputs.Stranger.Sign(signed)),
                Approve("one bit is another", [.. signature[..^1], (byte)(signature[^1] ^ 1)]),
                Approve("r and s the other way round", [.. signature[32..], .. signature[..32]]),
                Approve("zeros", new byte[signature.Length]),
                Approve("as DER", P256Der(signature)),
                Approve("a byte too few", signature[..^1]),
                Approve("a byte too many", [.. signature, 0]),
                Approve("nothing", [])),
        };
    }

    private static JsonObject Reveal(string name, byte[] nonce, byte[]? commitment = null)
    {
        JsonObject one = new() { ["at"] = "reveal", ["name"] = name, ["nonce"] = VectorFile.Hex(nonce), ["refusal"] = Invalid };
        if (commitment is not null)
        {
            one["commitment"] = VectorFile.Hex(commitment);
        }

        return one;
    }

    // What has not the form of a signature is invalid; what has it and is none is refused.
    private static JsonObject Approve(string name, byte[] signature) => new()
    {
        ["at"] = "approve",
        ["name"] = name,
        ["signature"] = VectorFile.Hex(signature),
        ["refusal"] = signature.Length == P256.SignatureSize ? Refused : Invalid,
    };

    // SEQUENCE { INTEGER r, INTEGER s }, as most libraries write it.
    private static byte[] P256Der(byte[] signature)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteIntegerUnsigned(signature.AsSpan(0, 32));
            writer.WriteIntegerUnsigned(signature.AsSpan(32));
        }

        return writer.Encode();
    }

    // Three, and the first whose code begins with zeros.
    private static IEnumerable<byte[]> Nonces(byte[] account, byte[] transaction)
    {
        var nonces = Enumerable.Range(0, int.MaxValue)
            .Select(n => SHA256.HashData(Encoding.ASCII.GetBytes($"nextauth test move nonce {n}"))[..AccountMove.NonceSize]);
        return [.. nonces.Take(3), nonces.First(nonce => AccountMove.Code(nonce, account, transaction).StartsWith("00", StringComparison.Ordinal))];
    }
}
