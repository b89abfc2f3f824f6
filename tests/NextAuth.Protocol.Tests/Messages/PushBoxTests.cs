using System.Buffers.Text;
using System.Security.Cryptography;
using CsCheck;
using NextAuth.Protocol.Messages;

namespace NextAuth.Protocol.Tests.Messages;

public class PushBoxTests
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(PushBox.KeySize);

    private static readonly Push Login = new() { N = 7, Kind = PushKind.Login, Hsid = new('h', 43), PushId = new('p', 22), Expires = 1_800_000_000 };

    [Fact]
    public void What_is_sealed_is_opened_and_never_looks_the_same()
    {
        var (one, other) = (PushBox.Seal(Key, 42, Login), PushBox.Seal(Key, 42, Login));

        Assert.NotEqual(one, other);
        Assert.True(PushBox.TryOpen(Key, 42, one, out var push));
        Assert.Equal(Login, push);
        Assert.InRange(one.Length, 1, PushBox.MaxLength);
    }

    [Fact]
    public void A_box_of_another_account_or_key_is_not_opened()
    {
        var box = PushBox.Seal(Key, 42, Login);

        Assert.False(PushBox.TryOpen(Key, 43, box, out _));
        Assert.False(PushBox.TryOpen(RandomNumberGenerator.GetBytes(PushBox.KeySize), 42, box, out _));
    }

    [Fact]
    public void No_changed_bit_is_overlooked()
    {
        var bytes = Base64Url.DecodeFromChars(PushBox.Seal(Key, 42, Login));
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(PushBox.TryOpen(Key, 42, Base64Url.EncodeToString(bytes), out _));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    // One box, one text: a phone that remembers what it has shown is not tricked by another way to write it.
    [Fact]
    public void Nothing_but_the_box_itself_is_opened()
    {
        var box = PushBox.Seal(Key, 42, Login);
        Gen.Select(Gen.Int[0, box.Length - 1], Gen.Char[' ', '~']).Sample((at, put) =>
        {
            var altered = box[..at] + put + box[(at + 1)..];
            return altered == box || !PushBox.TryOpen(Key, 42, altered, out _);
        }, iter: 2_000);
        Gen.String[Gen.Char, 0, 200].Sample(text => !PushBox.TryOpen(Key, 42, text, out _), iter: 2_000);
    }

    [Fact]
    public void Boxes_that_are_too_long_are_not_even_decoded() => Assert.False(PushBox.TryOpen(Key, 42, new string('A', PushBox.MaxLength + 1), out _));

    [Fact]
    public void Keys_of_other_lengths_are_a_mistake_of_the_caller()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PushBox.Seal(new byte[31], 42, Login));
        Assert.Throws<ArgumentOutOfRangeException>(() => PushBox.TryOpen(new byte[33], 42, "", out _));
    }
}
