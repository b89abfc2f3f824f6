using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using NextAuth.Protocol.Messages;

namespace NextAuth.Protocol.Tests.Vectors;

/// <summary>
/// Writes docs/protocol/vectors anew. Not part of a normal run: signatures are random, so every run makes other files.
/// <code>dotnet test --project tests/NextAuth.Protocol.Tests -- --explicit only</code>
/// </summary>
public class VectorGenerator
{
    [Fact(Explicit = true)]
    public void Write_every_file()
    {
        VectorFile.Write("handshake-login-code.json", Login("A login after a scanned code.", TestInputs.LoginContextBytes, "approve"));
        VectorFile.Write("handshake-login-push.json", Login("A login after a push, declined.", TestInputs.PushContextBytes, "decline"));
        VectorFile.Write("handshake-enrol.json", Enrol());
        VectorFile.Write("handshake-account.json", Account());
        VectorFile.Write("handshake-negative.json", NegativeVectors.Make(HandshakeVector.Read("handshake-account.json")));
        VectorFile.Write("ids.json", TextVectors.Ids());
        Write_links();
        VectorFile.Write("json.json", TextVectors.Json());
        Write_transactions();
        Write_visual_hash();
        Write_push();
        Write_move();
        Write_move_negative();
        Assert.Equal(13, Directory.GetFiles(VectorFile.Folder, "*.json").Length);
    }

    [Fact(Explicit = true)]
    public void Write_transactions() => VectorFile.Write("transactions.json", TransactionVectors.Make());

    [Fact(Explicit = true)]
    public void Write_links() => VectorFile.Write("links.json", TextVectors.Links());

    [Fact(Explicit = true)]
    public void Write_move() => VectorFile.Write("move.json", MoveVectors.Make());

    [Fact(Explicit = true)]
    public void Write_move_negative() => VectorFile.Write("move-negative.json", MoveVectors.MakeNegative());

    [Fact(Explicit = true)]
    public void Write_visual_hash() => VectorFile.Write("visual-hash.json", VisualHashVectors.Make());

    [Fact(Explicit = true)]
    public void Write_push() => VectorFile.Write("push.json", PushVectors.Make());

    private static JsonObject Login(string about, byte[] context, string decision)
    {
        var hello = ProtocolJson.Write(
            new LoginHello
            {
                Server = TestInputs.Parameters,
                Announceinfo = new() { Info = new Dictionary<string, string> { ["Order"] = "17 – 20 €" }, Ip = "192.0.2.7", Useragent = "Test/1" },
                TypedCode = context[0] == PushContext.Kind,
            },
            ProtocolJson.Default.LoginHello);
        var result = ProtocolJson.Write<ServerMessage>(
            new LoginResult { Outcome = decision == "approve" ? LoginOutcome.LoggedIn : LoginOutcome.Declined, PingTime = decision == "approve" ? 30 : 0 },
            ProtocolJson.Default.ServerMessage);
        var request = Encoding.UTF8.GetBytes($$"""{"decision":"{{decision}}","clientVersion":"test 1"}""");
        return File(about, Purpose.Login, context, hello, _ => request, [("server", 0x10, result)]);
    }

    private static JsonObject Enrol()
    {
        var hello = ProtocolJson.Write(new EnrolHello { Server = TestInputs.Parameters, Label = "anna" }, ProtocolJson.Default.EnrolHello);
        var result = ProtocolJson.Write<ServerMessage>(new EnrolResult { Outcome = EnrolOutcome.Enrolled, AccountId = 42 }, ProtocolJson.Default.ServerMessage);
        var file = File(
            "An enrolment.",
            Purpose.Enrol,
            EnrolContext.Derive(TestInputs.Token),
            hello,
            th2 => ProtocolJson.Write(
                new EnrolRequest
                {
                    Token = Base64Url.EncodeToString(TestInputs.Token),
                    TransactionKey = Base64Url.EncodeToString(TestInputs.TransactionKey.Public),
                    TransactionSignature = Base64Url.EncodeToString(TestInputs.TransactionKey.Sign(TransactionKeyInput(th2))),
                    Device = "Anna's phone",
                    ClientVersion = "test 1",
                },
                ProtocolJson.Default.EnrolRequest),
            [("server", 0x10, result)]);
        file["testOnlyKeys"]!["transaction"] = KeyNode(TestInputs.TransactionKey);
        file["token"] = VectorFile.Hex(TestInputs.Token);
        file["transactionKeyInput"] = VectorFile.Hex(TransactionKeyInput(file["values"].Bytes("th2")));
        return file;
    }

    private static JsonObject Account()
    {
        var hello = ProtocolJson.Write(new AccountHello { Server = TestInputs.Parameters }, ProtocolJson.Default.AccountHello);
        return File("An account channel.", Purpose.Account, [], hello, _ => "{}"u8.ToArray(),
        [
            ("server", 0x10, """{"type":"open","accountId":42}"""u8.ToArray()),
            ("phone", 0x10, """{"type":"listen","id":1}"""u8.ToArray()),
            ("server", 0x10, """{"type":"answer","re":1,"done":true}"""u8.ToArray()),
            ("phone", 0x10, """{"type":"pong"}"""u8.ToArray()),
            ("server", 0x11, [0, 11]),
        ]);
    }

    private static byte[] TransactionKeyInput(byte[] th2) => [.. "nextauth sigma-i v1 transaction key"u8, .. th2];

    private static JsonObject File(
        string about, Purpose purpose, byte[] context, byte[] hello, Func<byte[], byte[]> request, IEnumerable<(string From, byte Type, byte[] Message)> messages)
    {
        var m1 = TestInputs.M1(purpose, context);
        var reference = new ReferenceHandshake(m1, TestInputs.ServerEphemeral.Public, TestInputs.PhoneEphemeral.Agree(TestInputs.ServerEphemeral.Public));
        var m2 = reference.MakeM2(TestInputs.ServerEphemeral.Public, TestInputs.Identity, hello);
        var th2 = reference.Th2(m2);
        var requestBytes = request(th2);
        var file = new JsonObject
        {
            ["about"] = about,
            ["testOnlyKeys"] = new JsonObject
            {
                ["phoneEphemeral"] = KeyNode(TestInputs.PhoneEphemeral),
                ["serverEphemeral"] = KeyNode(TestInputs.ServerEphemeral),
                ["serverIdentity"] = KeyNode(TestInputs.Identity),
                ["account"] = KeyNode(TestInputs.Account),
            },
            ["purpose"] = (int)purpose,
            ["serverId"] = VectorFile.Hex(TestInputs.Server.AsSpan()),
            ["context"] = VectorFile.Hex(context),
            ["hello"] = Encoding.UTF8.GetString(hello),
            ["request"] = Encoding.UTF8.GetString(requestBytes),
            ["m1"] = VectorFile.Hex(m1),
            ["m2"] = VectorFile.Hex(m2),
            ["m3"] = VectorFile.Hex(reference.MakeM3(th2, TestInputs.Account, requestBytes)),
        };
        var vector = HandshakeVector.Of(file);
        file["values"] = vector.Values();
        file["records"] = vector.Records(messages);
        return file;
    }

    private static JsonObject KeyNode(TestKey key) => new() { ["private"] = VectorFile.Hex(key.Private), ["public"] = VectorFile.Hex(key.Public) };
}
