using CsCheck;
using NextAuth.Protocol.Messages;

namespace NextAuth.Protocol.Tests.Messages;

public class InitiatorHelloTests
{
    private static readonly ServerId Server = ServerId.New();
    private static readonly byte[] Key = [4, .. Enumerable.Range(0, 64).Select(n => (byte)n)];

    public static TheoryData<Purpose, byte, int> GoodContexts => new()
    {
        { Purpose.Login, 1, 45 },
        { Purpose.Login, 2, 49 },
        { Purpose.Enrol, 0, 16 },
        { Purpose.Account, 0, 0 },
    };

    [Theory]
    [MemberData(nameof(GoodContexts))]
    public void What_is_written_is_read(Purpose purpose, byte kind, int size)
    {
        var context = Context(kind, size);
        var bytes = new byte[InitiatorHello.HeaderSize + size];

        Assert.Equal(bytes.Length, InitiatorHello.Write(purpose, Server, Key, context, bytes));
        Assert.True(InitiatorHello.TryParse(bytes, out var message, out var error));
        Assert.Equal(ProtocolError.None, error);
        Assert.Equal(purpose, message.Purpose);
        Assert.Equal(Server, message.Server);
        Assert.True(message.EphemeralKey.SequenceEqual(Key));
        Assert.True(message.Context.SequenceEqual(context));
        Assert.True(message.Bytes.SequenceEqual(bytes));
    }

    [Theory]
    [InlineData(0, 0x02, ProtocolError.UnexpectedType)]
    [InlineData(0, 0x11, ProtocolError.UnexpectedType)]
    [InlineData(1, 0, ProtocolError.UnsupportedVersion)]
    [InlineData(1, 2, ProtocolError.UnsupportedVersion)]
    [InlineData(2, 0, ProtocolError.UnsupportedSuite)]
    [InlineData(2, 2, ProtocolError.UnsupportedSuite)]
    [InlineData(3, 0, ProtocolError.UnknownPurpose)]
    [InlineData(3, 4, ProtocolError.UnknownPurpose)]
    [InlineData(3, 2, ProtocolError.InvalidContext)]
    [InlineData(3, 3, ProtocolError.InvalidContext)]
    [InlineData(87, 44, ProtocolError.WrongLength)]
    [InlineData(87, 46, ProtocolError.WrongLength)]
    [InlineData(88, 2, ProtocolError.InvalidContext)]
    [InlineData(88, 3, ProtocolError.InvalidContext)]
    public void A_wrong_field_is_refused_by_its_name(int position, byte value, ProtocolError expected)
    {
        var bytes = LoginMessage();
        bytes[position] = value;

        Assert.False(InitiatorHello.TryParse(bytes, out _, out var error));
        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData(Purpose.Login, 1, 44)]
    [InlineData(Purpose.Login, 1, 49)]
    [InlineData(Purpose.Login, 2, 45)]
    [InlineData(Purpose.Login, 0, 0)]
    [InlineData(Purpose.Enrol, 0, 0)]
    [InlineData(Purpose.Enrol, 0, 15)]
    [InlineData(Purpose.Enrol, 0, 17)]
    [InlineData(Purpose.Account, 0, 1)]
    [InlineData(Purpose.Account, 0, 255)]
    public void A_context_that_does_not_fit_the_purpose_is_refused(Purpose purpose, byte kind, int size)
    {
        var context = Context(kind, size);
        byte[] bytes = [1, 1, 1, (byte)purpose, .. Server.AsSpan(), .. Key, (byte)size, .. context];

        Assert.False(InitiatorHello.TryParse(bytes, out _, out var error));
        Assert.Equal(ProtocolError.InvalidContext, error);
        Assert.Throws<ArgumentException>(() => InitiatorHello.Write(purpose, Server, Key, context, new byte[500]));
    }

    [Fact]
    public void Truncated_and_extended_messages_have_the_wrong_length()
    {
        var bytes = LoginMessage();

        for (var size = 0; size < bytes.Length; size++)
        {
            Assert.False(InitiatorHello.TryParse(bytes.AsSpan(0, size), out _, out var error));
            Assert.Equal(ProtocolError.WrongLength, error);
        }

        Assert.False(InitiatorHello.TryParse([.. bytes, 0], out _, out var longer));
        Assert.Equal(ProtocolError.WrongLength, longer);
    }

    [Fact]
    public void A_longer_message_of_another_version_is_unsupported_and_not_malformed()
    {
        Assert.False(InitiatorHello.TryParse([1, 2, .. new byte[500]], out _, out var error));
        Assert.Equal(ProtocolError.UnsupportedVersion, error);
    }

    [Fact]
    public void Any_bytes_are_read_or_refused_and_never_throw() =>
        Gen.Select(Gen.Byte.Array[0, 160], Gen.Byte[0, 3], Gen.Byte[0, 2], Gen.Byte[0, 4], Gen.Bool).Sample(
            (bytes, type, version, purpose, fitted) =>
            {
                // Half of them get past the first checks, so that the later ones are tried too.
                if (fitted && bytes.Length >= InitiatorHello.HeaderSize)
                {
                    (bytes[0], bytes[1], bytes[2], bytes[3]) = (type, version, 1, purpose);
                    bytes[87] = (byte)(bytes.Length - InitiatorHello.HeaderSize);
                }

                var read = InitiatorHello.TryParse(bytes, out var message, out var error);
                return read == (error is ProtocolError.None) && read == (message.Bytes.Length > 0);
            },
            iter: 10_000);

    [Fact]
    public void The_largest_message_is_a_login_after_a_push() =>
        Assert.Equal(InitiatorHello.MaxSize, InitiatorHello.HeaderSize + PushContext.Size);

    [Fact]
    public void Contexts_round_trip()
    {
        var session = Hsid.Derive(Server, "n");
        var login = new LoginContext(session, 0x01020304, 0x1112131415161718);
        var bytes = new byte[LoginContext.Size];
        login.Write(bytes);

        Assert.Equal(login, LoginContext.Read(bytes));
        Assert.Equal([1, 2, 3, 4, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18], bytes[33..]);

        var push = new byte[PushContext.Size];
        PushContext.Write(session, Key.AsSpan(0, 16), push);
        Assert.Equal(session, PushContext.Session(push));
        Assert.True(PushContext.PushId(push).SequenceEqual(Key.AsSpan(0, 16)));
        Assert.Throws<ArgumentException>(() => LoginContext.Read(push));
    }

    private static byte[] Context(byte kind, int size)
    {
        var context = new byte[size];
        context.AsSpan().Fill(7);
        if (size > 0)
        {
            context[0] = kind;
        }

        return context;
    }

    private static byte[] LoginMessage()
    {
        var bytes = new byte[InitiatorHello.HeaderSize + LoginContext.Size];
        InitiatorHello.Write(Purpose.Login, Server, Key, Context(1, 45), bytes);
        return bytes;
    }
}
