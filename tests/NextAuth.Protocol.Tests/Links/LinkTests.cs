using System.Buffers.Text;
using System.Text;
using CsCheck;
using NextAuth.Protocol.Links;

namespace NextAuth.Protocol.Tests.Links;

public class LinkTests
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static readonly Gen<ServerId> AnyServer = Gen.Byte.Array[ServerId.Size].Select(bytes => ServerId.FromBytes(bytes));

    private static readonly Gen<Link> AnyLogin =
        Gen.Select(AnyServer, Gen.Byte.Array[Hsid.Size], Gen.UInt, Gen.ULong)
            .Select((server, hsid, expiry, tag) => (Link)new Link.Login(server, Hsid.FromBytes(hsid), expiry, tag));

    private static readonly Gen<Link> AnyEnrol =
        Gen.Select(AnyServer, Gen.Byte.Array[16], Gen.Byte.Array[32])
            .Select((server, token, fingerprint) => (Link)new Link.Enrol(server, token, fingerprint));

    private static readonly Gen<Link> AnyTransaction =
        Gen.Select(AnyServer, Gen.Byte.Array[TransactionId.Size])
            .Select((server, id) => (Link)new Link.Transaction(server, TransactionId.FromBytes(id)));

    private static readonly Gen<Link> AnyMove =
        Gen.Select(AnyServer, Gen.Byte.Array[16], Gen.Byte.Array[32], Gen.Byte.Array[32])
            .Select((server, token, fingerprint, commitment) => (Link)new Link.Move(server, token, fingerprint, commitment));

    private static readonly Gen<Link> AnyLink = Gen.OneOf(AnyLogin, AnyEnrol, AnyTransaction, AnyMove);

    private static readonly Gen<string> AnyAppUrl =
        Gen.OneOf("https://example.test/app/#", "https://example.test/app", "nextauth:", "x-shop://l?c=", "http://[::1]:8080/a/b/", "https://e.test/?a=1&");

    [Fact]
    public void Links_round_trip_behind_any_address() =>
        Gen.Select(AnyLink, AnyAppUrl).Sample(
            (link, appUrl) => Link.TryParse(link.ToText(appUrl), out var read, out _)
                && read.Equals(link)
                && read.GetHashCode() == link.GetHashCode()
                && link.ToText(appUrl).StartsWith(appUrl, StringComparison.Ordinal),
            iter: 10_000);

    [Fact]
    public void A_bare_payload_is_read() =>
        AnyLink.Sample(
            link => Link.TryParse(Payload(link), out var read, out _) && read.Equals(link),
            iter: 1_000);

    [Fact]
    public void White_space_around_it_is_ignored()
    {
        var link = AnyLogin.Single();

        Assert.True(Link.TryParse($"  \t{link.ToText("nextauth:")}\r\n", out var read, out _));
        Assert.Equal(link, read);
    }

    [Fact]
    public void Only_the_canonical_form_is_read() =>
        Gen.Select(AnyLink, Gen.Int[0, 90], Gen.Char[Alphabet]).Sample(
            (link, position, character) =>
            {
                var payload = Payload(link).ToCharArray();
                payload[position % payload.Length] = character;
                return !Link.TryParse(payload, out var read, out _) || Payload(read) == new string(payload);
            },
            iter: 10_000);

    [Fact]
    public void Any_text_is_read_or_refused_and_never_throws() =>
        Gen.OneOf(
            Gen.String[Gen.Char, 0, 120],
            Gen.String[Gen.Char[Alphabet + " =#"], 50, 92],
            Gen.Byte.Array[0, 120].Select(bytes => Base64Url.EncodeToString(bytes))).Sample(
            text =>
            {
                var read = Link.TryParse(text, out var link, out var error);
                return read ? link is not null && error is ProtocolError.None : link is null && error is not ProtocolError.None;
            },
            iter: 10_000);

    [Theory]
    [InlineData("login", 0, 2, ProtocolError.UnsupportedVersion)]
    [InlineData("login", 0, 0, ProtocolError.UnsupportedVersion)]
    [InlineData("login", 1, 0, ProtocolError.UnexpectedType)]
    [InlineData("login", 1, 4, ProtocolError.WrongLength)]
    [InlineData("login", 1, 5, ProtocolError.UnexpectedType)]
    [InlineData("login", 1, 2, ProtocolError.WrongLength)]
    [InlineData("login", 1, 3, ProtocolError.WrongLength)]
    [InlineData("enrol", 1, 1, ProtocolError.WrongLength)]
    [InlineData("transaction", 1, 1, ProtocolError.WrongLength)]
    public void Another_version_or_kind_is_refused_by_its_name(string kind, int position, byte value, ProtocolError expected)
    {
        var bytes = Base64Url.DecodeFromChars(Payload(One(kind)));
        bytes[position] = value;

        Assert.False(Link.TryParse(Base64Url.EncodeToString(bytes), out var link, out var error));
        Assert.Null(link);
        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData("login")]
    [InlineData("enrol")]
    [InlineData("transaction")]
    public void Shorter_longer_padded_and_broken_texts_are_refused(string kind)
    {
        var payload = Payload(One(kind));
        string[] wrong =
        [
            "",
            payload[1..],
            payload[..^1],
            payload + "A",
            "https://example.test/app/" + "A" + payload,
            payload + "=",
            payload + "#",
            payload[..20] + " " + payload[20..],
            payload[..20] + "\n" + payload[21..],
            payload[..20] + "+" + payload[21..],
            new string('x', 4100) + "#" + payload,
        ];

        Assert.All(wrong, text =>
        {
            Assert.False(Link.TryParse(text, out _, out var error));
            Assert.Equal(ProtocolError.InvalidText, error);
        });
    }

    [Theory]
    [InlineData("https://example.test/app", "https://example.test/app#")]
    [InlineData("https://example.test/app/", "https://example.test/app/")]
    [InlineData("https://example.test/app/#", "https://example.test/app/#")]
    [InlineData("nextauth:", "nextauth:")]
    [InlineData("x://y?", "x://y?")]
    [InlineData("x://y?a=", "x://y?a=")]
    [InlineData("x://y?a=1&", "x://y?a=1&")]
    public void A_separator_is_put_in_when_the_address_has_none(string appUrl, string prefix)
    {
        var link = One("transaction");

        Assert.Equal(prefix + Payload(link), link.ToText(appUrl));
        Assert.Equal(prefix + Payload(link), Encoding.ASCII.GetString(link.ToBytes(appUrl)));
    }

    [Fact]
    public void A_login_link_gives_the_context_of_M1()
    {
        var link = Assert.IsType<Link.Login>(One("login"));

        Assert.Equal(link.Session, link.Context.Session);
        Assert.Equal(link.Expiry, link.Context.Expiry);
        Assert.Equal(link.Tag, link.Context.Tag);
    }

    [Fact]
    public void An_enrol_link_does_not_print_its_token()
    {
        var link = Assert.IsType<Link.Enrol>(One("enrol"));

        Assert.DoesNotContain(Convert.ToHexString(link.Token.Span), $"{link}", StringComparison.OrdinalIgnoreCase);
        Assert.Equal($"Enrol {link.Server}", $"{link}");
    }

    [Theory]
    [InlineData(15, 32)]
    [InlineData(17, 32)]
    [InlineData(16, 31)]
    [InlineData(16, 33)]
    public void An_enrol_link_of_other_sizes_is_misuse(int token, int fingerprint) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Link.Enrol(ServerId.New(), new byte[token], new byte[fingerprint]));

    private static string Payload(Link link) => link.ToText("#")[1..];

    private static Link One(string kind) => kind switch
    {
        "login" => AnyLogin.Single(),
        "enrol" => AnyEnrol.Single(),
        _ => AnyTransaction.Single(),
    };
}
