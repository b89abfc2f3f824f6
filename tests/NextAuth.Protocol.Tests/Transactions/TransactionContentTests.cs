using System.Text;
using CsCheck;
using NextAuth.Protocol.Transactions;

namespace NextAuth.Protocol.Tests.Transactions;

public class TransactionContentTests
{
    private const int Cases = 10_000;

    private static readonly TransactionContent Content = new()
    {
        Server = ServerId.FromBytes(new byte[18]),
        Id = TransactionId.FromBytes(new byte[18]),
        Account = 42,
        Created = 1_800_000_000,
        Expires = 1_800_000_600,
        Amount = "10 €",
        Benificiary = "Zoë \"Z\"",
        Description = "c:\\rent",
    };

    private static readonly Gen<string?> Texts = Gen.OneOf(
        Gen.Const((string?)null),
        Gen.OneOf(Gen.Char[' ', '~'], Gen.Int[0, 5].Select(i => "ä€Жאش漢"[i])).Array[1, 60].Select(chars => (string?)('x' + new string(chars))));

    private static readonly Gen<TransactionContent> Contents = Gen.Select(Gen.Byte.Array[36], Gen.Long[1, long.MaxValue], Gen.Long[0, 4_000_000_000], Texts, Texts)
        .Select((ids, account, created, amount, description) => new TransactionContent
        {
            Server = ServerId.FromBytes(ids.AsSpan(0, 18)),
            Id = TransactionId.FromBytes(ids.AsSpan(18)),
            Account = account,
            Created = created,
            Expires = created + 600,
            Amount = amount,
            Benificiary = "b",
            Description = description,
        });

    [Fact]
    public void The_bytes_are_as_documented() => Assert.Equal(
        """{"version":1,"server":"AAAAAAAAAAAAAAAAAAAAAAAA","transaction":"AAAAAAAAAAAAAAAAAAAAAAAA","account":42,"created":1800000000,"expires":1800000600,"amount":"10 €","benificiary":"Zoë \"Z\"","description":"c:\\rent"}""",
        Encoding.UTF8.GetString(Content.Write()));

    [Fact]
    public void Every_content_round_trips() => Contents.Sample(
        content => TransactionContent.TryRead(content.Write(), out var read) && read == content, iter: Cases);

    // An altered byte either is refused, or reads as something else, for which the signature does not fit.
    [Fact]
    public void Every_altered_byte_is_refused_or_shows_something_else_under_another_signature() =>
        Gen.Select(Contents, Gen.Int[0, 10_000], Gen.Byte).Sample(
            (content, position, value) =>
            {
                var bytes = content.Write();
                var altered = (byte[])bytes.Clone();
                altered[position % bytes.Length] = value;
                return altered.AsSpan().SequenceEqual(bytes)
                    || !TransactionContent.TryRead(altered, out var read)
                    || (read != content && read.Write().AsSpan().SequenceEqual(altered)
                        && !TransactionContent.SignedBytes(altered).AsSpan().SequenceEqual(TransactionContent.SignedBytes(bytes)));
            },
            iter: Cases);

    [Fact]
    public void No_bytes_throw() => Gen.Select(Contents, Gen.Int[0, 10_000], Gen.Byte.Array[0, 8]).Sample(
        (content, position, inserted) =>
        {
            List<byte> bytes = [.. content.Write()];
            bytes.InsertRange(position % bytes.Count, inserted);
            return TransactionContent.TryRead(bytes.ToArray(), out _) || inserted.Length > 0;
        },
        iter: Cases);

    [Theory]
    [InlineData("\"version\":1", "\"version\":2")]
    [InlineData("\"version\":1,", "")]
    [InlineData("{\"version\":1,", "{\"version\":1,\"version\":1,")]
    [InlineData("{\"version\":1,", "{\"extra\":1,\"version\":1,")]
    [InlineData("{\"version\":1,", "{ \"version\":1,")]
    [InlineData("\"version\":1,\"server\":\"AAAAAAAAAAAAAAAAAAAAAAAA\"", "\"server\":\"AAAAAAAAAAAAAAAAAAAAAAAA\",\"version\":1")]
    [InlineData("\"account\":42", "\"account\":\"42\"")]
    [InlineData("\"account\":42", "\"account\":042")]
    [InlineData("\"account\":42", "\"account\":0")]
    [InlineData("\"account\":42", "\"account\":-1")]
    [InlineData("\"account\":42", "\"account\":9223372036854775808")]
    [InlineData("\"created\":1800000000", "\"created\":1800000600")]
    [InlineData("\"expires\":1800000600", "\"expires\":253402300800")]
    [InlineData("10 €", "10 \\u20AC")]
    [InlineData("10 €", "10 \\u202E€")]
    [InlineData("10 €", "10 \u202E€")]
    [InlineData("10 €", "10 \u200B€")]
    [InlineData("10 €", "10 \n€")]
    [InlineData("10 €", "10 \\n€")]
    [InlineData("10 €", "")]
    [InlineData("\"amount\":\"10 €\"", "\"amount\":null")]
    [InlineData("c:\\\\rent", "c:\\/rent")]
    [InlineData("rent\"}", "rent\"} ")]
    [InlineData("rent\"}", "rent\"}}")]
    [InlineData("rent\"}", "rent\",}")]
    [InlineData("\"description\"", "\"Description\"")]
    public void Other_forms_are_refused(string part, string instead)
    {
        var text = Encoding.UTF8.GetString(Content.Write());
        Assert.Contains(part, text, StringComparison.Ordinal);
        Assert.False(TransactionContent.TryRead(Encoding.UTF8.GetBytes(text.Replace(part, instead, StringComparison.Ordinal)), out _));
    }

    [Fact]
    public void Texts_have_limits_and_one_must_be_there()
    {
        Assert.True((Content with { Amount = new string('9', 100), Benificiary = new string('b', 200), Description = new string('d', 2000) }).IsValid);
        Assert.False((Content with { Amount = new string('9', 101) }).IsValid);
        Assert.False((Content with { Benificiary = new string('b', 201) }).IsValid);
        Assert.False((Content with { Description = new string('d', 2001) }).IsValid);
        Assert.True((Content with { Amount = null, Benificiary = null }).IsValid);
        Assert.False((Content with { Amount = null, Benificiary = null, Description = null }).IsValid);
        Assert.Throws<InvalidOperationException>(() => (Content with { Account = 0 }).Write());
    }

    [Fact]
    public void The_longest_content_can_be_read()
    {
        var content = Content with
        {
            Account = long.MaxValue,
            Amount = string.Concat(Enumerable.Repeat("💶", 100)),
            Benificiary = new string('"', 200),
            Description = string.Concat(Enumerable.Repeat("💶", 2000)),
        };
        Assert.True(TransactionContent.TryRead(content.Write(), out var read));
        Assert.Equal(content, read);
        Assert.False(TransactionContent.TryRead(new byte[TransactionContent.MaxSize + 1], out _));
    }
}
