using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NextAuth.Protocol.Moves;

namespace NextAuth.Protocol.Tests.Vectors;

/// <summary>Makes the file about moving an account (docs/protocol/vectors.md, section 8).</summary>
internal static class MoveVectors
{
    public static JsonObject Make()
    {
        var (account, transaction) = (TestInputs.NewAccount.Public, TestInputs.NewTransactionKey.Public);
        var binding = SHA256.HashData(Encoding.ASCII.GetBytes("nextauth test move binding"));
        var signed = AccountMove.SignedBytes(binding, account, transaction);
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
            ["binding"] = VectorFile.Hex(binding),
            ["signed"] = VectorFile.Hex(signed),
            ["signature"] = VectorFile.Hex(TestInputs.Account.Sign(signed)),
            ["codes"] = new JsonArray([.. Nonces(account, transaction).Select(nonce => new JsonObject
            {
                ["nonce"] = VectorFile.Hex(nonce),
                ["code"] = AccountMove.Code(nonce, account, transaction),
            })]),
        };
    }

    // Three, and the first whose code begins with zeros.
    private static IEnumerable<byte[]> Nonces(byte[] account, byte[] transaction)
    {
        var nonces = Enumerable.Range(0, int.MaxValue)
            .Select(n => SHA256.HashData(Encoding.ASCII.GetBytes($"nextauth test move nonce {n}"))[..AccountMove.NonceSize]);
        return [.. nonces.Take(3), nonces.First(nonce => AccountMove.Code(nonce, account, transaction).StartsWith("00", StringComparison.Ordinal))];
    }
}
