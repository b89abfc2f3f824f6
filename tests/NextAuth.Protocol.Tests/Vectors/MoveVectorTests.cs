using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json.Nodes;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Moves;

namespace NextAuth.Protocol.Tests.Vectors;

public class MoveVectorTests
{
    [Fact]
    public void Commitment_code_and_signed_bytes_are_those_of_the_file()
    {
        var vector = VectorFile.Read("move.json");
        var (nonce, account, transaction) = (vector.Bytes("nonce"), vector.Bytes("authenticationKey"), vector.Bytes("transactionKey"));

        Assert.Equal(vector.Bytes("commitment"), AccountMove.Commit(nonce));
        Assert.Equal(vector.Bytes("commitment"), ReferenceHandshake.Hash([.. "nextauth move nonce v1"u8, .. nonce]));
        Assert.Equal(vector.Text("code"), AccountMove.Code(nonce, account, transaction));
        Assert.Equal(vector.Bytes("signed"), AccountMove.SignedBytes(vector.Bytes("binding"), account, transaction));
        Assert.Equal(178, vector.Bytes("signed").Length);
        Assert.True(P256PublicKey.TryImport(vector["testOnlyKeys"]!["account"].Bytes("public"), out var key));
        using (key)
        {
            Assert.True(key.Verify(vector.Bytes("signed"), vector.Bytes("signature")));
        }
    }

    [Fact]
    public void Codes_have_six_digits_whatever_the_number()
    {
        var vector = VectorFile.Read("move.json");
        var codes = vector.Objects("codes").ToList();

        Assert.All(codes, one =>
        {
            byte[] input = [.. "nextauth move code v1"u8, .. one.Bytes("nonce"), .. vector.Bytes("authenticationKey"), .. vector.Bytes("transactionKey")];
            var number = BinaryPrimitives.ReadUInt32BigEndian(ReferenceHandshake.Hash(input)) % 1_000_000;
            Assert.Equal(one.Text("code"), number.ToString("000000", CultureInfo.InvariantCulture));
            Assert.Equal(one.Text("code"), AccountMove.Code(one.Bytes("nonce"), vector.Bytes("authenticationKey"), vector.Bytes("transactionKey")));
        });
        Assert.Contains(codes, one => one.Text("code").StartsWith("00", StringComparison.Ordinal));
    }

    public static TheoryData<string, string> Refused => new(VectorFile.Read("move-negative.json").Objects("cases").Select(one => (one.Text("at"), one.Text("name"))));

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_must_not_be_taken_is_refused(string at, string name)
    {
        var file = VectorFile.Read("move-negative.json");
        var vector = VectorFile.Read(file.Text("base"));
        var one = file.Objects("cases").Single(one => one.Text("at") == at && one.Text("name") == name);

        Assert.Equal(one.Text("refusal"), at == "reveal" ? Reveal(vector, one) : Approve(vector, one));
    }

    [Fact]
    public void What_is_changed_in_them_is_all_that_keeps_it_from_being_taken()
    {
        var vector = VectorFile.Read("move.json");

        Assert.Null(Reveal(vector, vector));
        Assert.Null(Approve(vector, vector));
    }

    private static string? Reveal(JsonNode vector, JsonNode one)
    {
        var (commitment, nonce) = (one["commitment"] is null ? vector.Bytes("commitment") : one.Bytes("commitment"), one.Bytes("nonce"));
        var isCommitted = AccountMove.IsCommitted(commitment, nonce);
        Assert.Equal(isCommitted, ReferenceHandshake.Hash([.. "nextauth move nonce v1"u8, .. nonce]).AsSpan().SequenceEqual(commitment));
        return isCommitted ? null : MoveVectors.Invalid;
    }

    private static string? Approve(JsonNode vector, JsonNode one)
    {
        var signature = one.Bytes("signature");
        Assert.True(P256PublicKey.TryImport(vector["testOnlyKeys"]!["account"].Bytes("public"), out var key));
        using (key)
        {
            return AccountMove.IsSigned(key, vector.Bytes("binding"), vector.Bytes("authenticationKey"), vector.Bytes("transactionKey"), signature) ? null
                : signature.Length == P256.SignatureSize ? MoveVectors.Refused : MoveVectors.Invalid;
        }
    }

    [Fact]
    public void A_nonce_of_another_length_is_no_nonce()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => AccountMove.Commit(new byte[15]));
        Assert.Throws<ArgumentOutOfRangeException>(() => AccountMove.Commit(new byte[17]));
    }
}
