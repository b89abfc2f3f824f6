using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace NextAuth.Protocol.Tests.Vectors;

/// <summary>Makes push.json (docs/protocol/vectors.md, section 11) from the specification alone: AES-GCM of the platform and nothing of the library.</summary>
internal static class PushVectors
{
    private const long Account = 42;

    private static readonly byte[] Nonce = SHA256.HashData("nextauth test push nonce"u8)[..12];

    private static readonly string Login =
        $$"""{"n":7,"kind":"login","hsid":"{{TestInputs.Session}}","pushId":"{{Base64Url.EncodeToString(TestInputs.PushId)}}","expires":1800000120}""";

    private static readonly string Transaction = $$"""{"n":8,"kind":"transaction","tid":"{{TestInputs.Transaction}}","expires":1800000600}""";

    private static readonly string Logout = $$"""{"n":9,"kind":"logout","hsid":"{{TestInputs.Session}}","expires":1802592000}""";

    private const string Removed = """{"n":0,"kind":"accountRemoved","expires":1800604800}""";

    /// <summary>The key of handshake-enrol.json: an account's push key is made at its enrolment.</summary>
    public static byte[] Key => VectorFile.Read("handshake-enrol.json")["values"].Bytes("pushKey");

    public static JsonObject Make()
    {
        var good = Box(Key, Account, Nonce, Login);
        return new()
        {
            ["about"] = "Content for push services that read what they carry; and, for reference, the example of RFC 8291.",
            ["pushKey"] = VectorFile.Hex(Key),
            ["account"] = Account,
            ["good"] = new JsonArray(Good("a login", Login), Good("a transaction", Transaction), Good("a logout", Logout), Good("a removed account", Removed)),
            ["bad"] = new JsonArray(
                Bad("another account", Box(Key, Account + 1, Nonce, Login)),
                Bad("an account in text", Box(Key, "42"u8.ToArray(), Nonce, Encoding.UTF8.GetBytes(Login))),
                Bad("another key", Box(SHA256.HashData(Key), Account, Nonce, Login)),
                Bad("altered in the nonce", (good[0] == 'A' ? 'B' : 'A') + good[1..]),
                Bad("altered in the text", good[..40] + (good[40] == 'A' ? 'B' : 'A') + good[41..]),
                Bad("altered in the tag", good[..^4] + (good[^4] == 'A' ? 'B' : 'A') + good[^3..]),
                Bad("cut off", good[..^4]),
                Bad("padded", good + "="),
                Bad("white space in it", good[..20] + " " + good[20..]),
                Bad("base64 of the other alphabet", good.Replace('-', '+').Replace('_', '/')),
                Bad("nothing", ""),
                Bad("no content", Box(Key, Account, Nonce, "")),
                Bad("no object", Box(Key, Account, Nonce, "[]")),
                Bad("a kind that does not exist", Box(Key, Account, Nonce, Login.Replace("\"login\"", "\"Login\"", StringComparison.Ordinal))),
                Bad("no kind", Box(Key, Account, Nonce, """{"n":7,"expires":1800000120}""")),
                Bad("a member twice", Box(Key, Account, Nonce, Login.Replace("\"n\":7", "\"n\":7,\"n\":8", StringComparison.Ordinal)))),
            ["webPush"] = new JsonObject
            {
                ["content"] = $$"""{"server":"{{TestInputs.Server}}","id":42,"push":{{Login}}}""",
                ["example"] = new JsonObject
                {
                    ["source"] = "RFC 8291, section 5 and appendix A",
                    ["plaintext"] = "When I grow up, I want to be a watermelon",
                    ["serverPrivate"] = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",
                    ["serverPublic"] = "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8",
                    ["phonePrivate"] = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94",
                    ["p256dh"] = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
                    ["auth"] = "BTBZMqHH6r4Tts7J_aSIgg",
                    ["salt"] = "DGv6ra1nlYgDCS1FRnbzlw",
                    ["body"] = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
                },
            },
        };
    }

    /// <summary>nonce || ciphertext || tag.</summary>
    public static string Box(byte[] key, long account, byte[] nonce, string content)
    {
        var associated = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(associated, account);
        return Box(key, associated, nonce, Encoding.UTF8.GetBytes(content));
    }

    private static string Box(byte[] key, byte[] associated, byte[] nonce, byte[] content)
    {
        var (ciphertext, tag) = (new byte[content.Length], new byte[16]);
        using var aes = new AesGcm(key, tag.Length);
        aes.Encrypt(nonce, content, ciphertext, tag, associated);
        return Base64Url.EncodeToString([.. nonce, .. ciphertext, .. tag]);
    }

    private static JsonObject Good(string name, string content) =>
        new() { ["name"] = name, ["nonce"] = VectorFile.Hex(Nonce), ["content"] = content, ["box"] = Box(Key, Account, Nonce, content) };

    private static JsonObject Bad(string name, string box) => new() { ["name"] = name, ["box"] = box };
}
