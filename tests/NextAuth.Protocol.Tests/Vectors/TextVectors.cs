using System.Buffers.Text;
using System.Text.Json.Nodes;
using NextAuth.Protocol.Links;
using NextAuth.Protocol.Messages;
using NextAuth.Protocol.Moves;

namespace NextAuth.Protocol.Tests.Vectors;

/// <summary>Makes the files about ids, links and JSON (docs/protocol/vectors.md, sections 4 to 6).</summary>
internal static class TextVectors
{
    public static JsonObject Ids() => new()
    {
        ["about"] = "Derived ids and the login tag.",
        ["hsid"] = new JsonArray([.. new[] { "n", TestInputs.Nonce, "a%2Fb+c=", new string('~', Hsid.MaxNonceLength) }.Select(HsidCase)]),
        ["enrolId"] = new JsonArray(new JsonObject
        {
            ["token"] = VectorFile.Hex(TestInputs.Token),
            ["enrolId"] = VectorFile.Hex(EnrolContext.Derive(TestInputs.Token)),
        }),
        ["loginTag"] = new JsonArray(TagCase(TestInputs.Expiry, TestInputs.Epoch), TagCase(TestInputs.Expiry, TestInputs.Epoch + 1), TagCase(TestInputs.Expiry + 30, TestInputs.Epoch), TagCase(uint.MaxValue, uint.MaxValue)),
        ["serverId"] = new JsonArray(
            IdCase("AAECAwQFBgcICQoLDA0ODxAR", true),
            IdCase("+/v7+/v7+/v7+/v7+/v7+/v7", true),
            IdCase("-_v7-_v7-_v7-_v7-_v7-_v7", true),
            IdCase("+/v7-_v7-_v7-_v7-_v7-_v7", false),
            IdCase("AAECAwQFBgcICQoLDA0ODxA", false),
            IdCase("AAECAwQFBgcICQoLDA0ODx==", false),
            IdCase("AAECAwQFBgcICQoLDA0ODxARAA", false),
            IdCase("AAECAwQFBgcICQoLDA0ODxA ", false),
            IdCase("AAECAwQFBgcICQoLDA0OD%2F", false),
            IdCase("", false)),
    };

    public static JsonObject Links()
    {
        var login = new Link.Login(TestInputs.Server, TestInputs.Session, TestInputs.Expiry, TestInputs.Tag);
        var enrol = new Link.Enrol(TestInputs.Server, TestInputs.Token, ReferenceHandshake.Hash(TestInputs.Identity.Public));
        var transaction = new Link.Transaction(TestInputs.Server, TestInputs.Transaction);
        var move = new Link.Move(TestInputs.Server, TestInputs.Token, ReferenceHandshake.Hash(TestInputs.Identity.Public), AccountMove.Commit(TestInputs.MoveNonce));
        var payload = Payload(login);
        return new()
        {
            ["about"] = "Links, as scanned. The payload of a good one is given in hex.",
            ["good"] = new JsonArray(
                Good("login", login, "https://shop.test/app/#"),
                Good("login", login, "nextauth:"),
                Good("enrol", enrol, "https://shop.test/app/"),
                Good("enrol", enrol, "https://shop.test/app"),
                Good("transaction", transaction, "x-shop://open?c="),
                Good("move", move, "https://shop.test/app/#"),
                new JsonObject { ["kind"] = "login", ["text"] = payload, ["payload"] = VectorFile.Hex(Decode(payload)) },
                new JsonObject { ["kind"] = "login", ["text"] = $" {payload}\r\n", ["payload"] = VectorFile.Hex(Decode(payload)) }),
            ["bad"] = new JsonArray(
                Bad("version 2", With(payload, 0, 2), ProtocolError.UnsupportedVersion),
                Bad("kind 5", With(payload, 1, 5), ProtocolError.UnexpectedType),
                Bad("kind of another length", With(payload, 1, 3), ProtocolError.WrongLength),
                Bad("move of another length", With(payload, 1, 4), ProtocolError.WrongLength),
                Bad("one character too few", payload[1..], ProtocolError.InvalidText),
                Bad("one character too many", payload + "A", ProtocolError.InvalidText),
                Bad("no separator", "https://shop.test/app" + payload, ProtocolError.InvalidText),
                Bad("padding", payload + "==", ProtocolError.InvalidText),
                Bad("white space within", payload[..30] + " " + payload[30..], ProtocolError.InvalidText),
                Bad("the other alphabet", payload[..30] + "+" + payload[31..], ProtocolError.InvalidText),
                Bad("unused bits set", payload[..^1] + (payload[^1] == 'B' ? "C" : "B"), ProtocolError.InvalidText),
                Bad("something after it", payload + "#", ProtocolError.InvalidText),
                Bad("empty", "", ProtocolError.InvalidText)),
        };
    }

    public static JsonObject Json() => new()
    {
        ["about"] = "JSON of requests and of phone messages: whether it is read. What is not is refused as InvalidMessage.",
        ["cases"] = new JsonArray(
            JsonCase("loginRequest", """{"decision":"approve"}""", true),
            JsonCase("loginRequest", """{"decision":"decline","code":"012345","later":[{}]}""", true),
            JsonCase("loginRequest", """{"decision":"approve","decision":"decline"}""", false),
            JsonCase("loginRequest", """{"decision":"approve","code":"1","code":"1"}""", false),
            JsonCase("loginRequest", """{"decision":"Approve"}""", false),
            JsonCase("loginRequest", """{"decision":"approve, decline"}""", false),
            JsonCase("loginRequest", """{"decision":0}""", false),
            JsonCase("loginRequest", """{"decision":"approve","code":123456}""", false),
            JsonCase("loginRequest", """{"Decision":"approve"}""", false),
            JsonCase("loginRequest", """{}""", false),
            JsonCase("loginRequest", """{"decision":"approve"}x""", false),
            JsonCase("loginRequest", """{"decision":"approve","x":[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]}""", false),
            JsonCase("phoneMessage", """{"type":"listen"}""", true),
            JsonCase("phoneMessage", """{"id":9,"n":3,"type":"pushed"}""", true),
            JsonCase("phoneMessage", """{"type":"pushed","n":"3"}""", false),
            JsonCase("phoneMessage", """{"type":"pushed"}""", false),
            JsonCase("phoneMessage", """{"type":"dance"}""", false),
            JsonCase("phoneMessage", """{"id":1}""", false),
            JsonCase("phoneMessage", "[]", false),
            JsonCase("phoneMessage", "", false)),
    };

    private static JsonObject HsidCase(string nonce) => new()
    {
        ["serverId"] = VectorFile.Hex(TestInputs.Server.AsSpan()),
        ["nonce"] = nonce,
        ["hsid"] = VectorFile.Hex(Hsid.Derive(TestInputs.Server, nonce).AsSpan()),
        ["text"] = Hsid.Derive(TestInputs.Server, nonce).ToString(),
    };

    private static JsonObject TagCase(uint expiry, uint epoch) => new()
    {
        ["qrSecret"] = VectorFile.Hex(TestInputs.QrSecret),
        ["hsid"] = VectorFile.Hex(TestInputs.Session.AsSpan()),
        ["expiry"] = expiry,
        ["epoch"] = epoch,
        ["tag"] = LoginTag.Compute(TestInputs.QrSecret, TestInputs.Session, expiry, epoch).ToString("x16", null),
    };

    private static JsonObject IdCase(string text, bool good)
    {
        Assert.Equal(good, ServerId.TryParse(text, out var id));
        return new() { ["text"] = text, ["bytes"] = good ? VectorFile.Hex(id.AsSpan()) : null, ["refusal"] = good ? null : nameof(ProtocolError.InvalidText) };
    }

    private static JsonObject Good(string kind, Link link, string appUrl) => new()
    {
        ["kind"] = kind,
        ["appurl"] = appUrl,
        ["text"] = link.ToText(appUrl),
        ["payload"] = VectorFile.Hex(Decode(Payload(link))),
    };

    private static JsonObject Bad(string name, string text, ProtocolError refusal) => new() { ["name"] = name, ["text"] = text, ["refusal"] = refusal.ToString() };

    private static JsonObject JsonCase(string of, string json, bool good) =>
        new() { ["of"] = of, ["json"] = json, ["refusal"] = good ? null : nameof(ProtocolError.InvalidMessage) };

    private static string Payload(Link link) => link.ToText("#")[1..];

    private static byte[] Decode(string payload) => Base64Url.DecodeFromChars(payload);

    private static string With(string payload, int position, byte value)
    {
        var bytes = Decode(payload);
        bytes[position] = value;
        return Base64Url.EncodeToString(bytes);
    }
}
