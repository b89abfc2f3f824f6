using System.Text.Json.Nodes;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Handshake;
using NextAuth.Protocol.Messages;

namespace NextAuth.Protocol.Tests.Vectors;

public class HandshakeVectorTests
{
    public static TheoryData<string> Files
    {
        get
        {
            string[] names = [.. Directory.GetFiles(VectorFile.Folder, "handshake-*.json").Select(path => Path.GetFileName(path))];
            return new(names.Where(name => name != "handshake-negative.json").Order().ToArray());
        }
    }

    [Fact]
    public void Every_purpose_has_a_file() => Assert.Equal(4, Files.Count);

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_value_follows_from_the_inputs(string name)
    {
        var vector = HandshakeVector.Read(name);

        Assert.True(JsonNode.DeepEquals(vector.File["values"], vector.Values()), "A value of the file differs from what the specification gives.");
        Assert.Equal(
            vector.File["records"]!.ToJsonString(),
            vector.Records(vector.File.Objects("records").Select(record => (record.Text("from"), record["type"]!.GetValue<byte>(), record.Bytes("message")))).ToJsonString());
        foreach (var (_, key) in vector.File["testOnlyKeys"]!.AsObject())
        {
            Assert.Equal(key.Bytes("public"), TestKey.Of(key.Bytes("private")).Public);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void The_key_schedule_gives_the_same_keys(string name)
    {
        var vector = HandshakeVector.Read(name);
        var values = vector.File["values"];
        using var keys = Keys(vector);

        Assert.Equal(values.Text("prk"), Convert.ToHexStringLower(keys.PseudorandomKey));
        Assert.Equal(values.Text("kr"), Derived(keys, KeySchedule.ResponderKey));
        Assert.Equal(values.Text("ki"), Derived(keys, KeySchedule.InitiatorKey));
        Assert.Equal(values.Text("mr"), Derived(keys, KeySchedule.ResponderMac));
        Assert.Equal(values.Text("mi"), Derived(keys, KeySchedule.InitiatorMac));
        Assert.Equal(values.Text("kp"), Derived(keys, KeySchedule.PhoneRecords, vector.Th3));
        Assert.Equal(values.Text("ks"), Derived(keys, KeySchedule.ServerRecords, vector.Th3));
        Assert.Equal(values.Text("export"), Derived(keys, KeySchedule.Exporter, vector.Th3));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void The_phone_makes_M1_and_accepts_M2(string name)
    {
        var vector = HandshakeVector.Read(name);
        using var phone = Phone(vector);
        using var byKey = ServerIdentity.OfKey(vector.Identity.Public);

        Assert.Equal(vector.M1, phone.FirstMessage.ToArray());
        Assert.True(phone.TryReceive(vector.M2, byKey, out _));
        Assert.Equal(vector.Hello, phone.Hello.ToArray());
        Assert.Equal(vector.Th2, phone.TranscriptHash.ToArray());

        using var again = Phone(vector);
        using var byFingerprint = ServerIdentity.OfFingerprint(ReferenceHandshake.Hash(vector.Identity.Public));
        Assert.True(again.TryReceive(vector.M2, byFingerprint, out _));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void The_server_accepts_M1_and_M3_and_both_channels_carry_the_records(string name)
    {
        var vector = HandshakeVector.Read(name);
        Assert.True(InitiatorHello.TryParse(vector.M1, out var hello, out _));
        Assert.Equal(vector.File["purpose"]!.GetValue<int>(), (int)hello.Purpose);
        Assert.Equal(vector.File.Bytes("serverId"), hello.Server.ToArray());
        Assert.Equal(vector.File.Bytes("context"), hello.Context.ToArray());

        using var keys = Keys(vector);
        using var responder = Responder.After(keys, vector.Th2);
        using var accountKey = vector.Account.Verifying();
        Assert.True(responder.TryOpen(vector.M3, out _));
        Assert.Equal(vector.Request, responder.Request.ToArray());
        Assert.True(responder.TryVerify(accountKey, out var server, out _));
        using var phoneKeys = Keys(vector);
        using var phone = SecureChannel.OfPhone(phoneKeys, vector.Th3);
        using (server)
        {
            Assert.Equal(vector.File["values"].Text("pushKey"), Convert.ToHexStringLower(server.Export("push"u8)));
            Assert.Equal(vector.File["values"].Text("rotateBinding"), Convert.ToHexStringLower(phone.Export("rotate"u8)));
            Assert.All(vector.File.Objects("records"), record => Carry(record, phone, server));
        }
    }

    [Fact]
    public void The_enrolment_proves_its_transaction_key()
    {
        var vector = HandshakeVector.Read("handshake-enrol.json");
        using var keys = Keys(vector);
        using var responder = Responder.After(keys, vector.Th2);
        Assert.True(responder.TryOpen(vector.M3, out _));
        Assert.True(ProtocolJson.TryRead(responder.Request, ProtocolJson.Default.EnrolRequest, out var request));

        Assert.Equal(vector.File.Bytes("token"), Decode(request.Token));
        Assert.Equal(vector.File.Bytes("context"), EnrolContext.Derive(Decode(request.Token)));
        Assert.Equal(vector.File.Bytes("transactionKeyInput"), ProofLayout.TransactionKeyInput(vector.Th2));
        Assert.True(P256PublicKey.TryImport(Decode(request.TransactionKey), out var transactionKey));
        using (transactionKey)
        {
            var signature = Decode(request.TransactionSignature);
            Assert.True(responder.VerifyTransactionKey(transactionKey, signature));
            signature[5] ^= 1;
            Assert.False(responder.VerifyTransactionKey(transactionKey, signature));
        }
    }

    internal static KeySchedule Keys(HandshakeVector vector) => new(vector.SharedSecret.ToArray(), vector.Reference.Th1);

    internal static Initiator Phone(HandshakeVector vector) => Initiator.Start(
        vector.PhoneEphemeral.Ephemeral(),
        (Purpose)vector.File["purpose"]!.GetValue<int>(),
        ServerId.FromBytes(vector.File.Bytes("serverId")),
        vector.File.Bytes("context"));

    private static byte[] Decode(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);

    private static string Derived(KeySchedule keys, ReadOnlySpan<byte> label, byte[]? transcript = null)
    {
        var key = new byte[KeySchedule.KeySize];
        if (transcript is null)
        {
            keys.Derive(label, key);
        }
        else
        {
            keys.Derive(label, transcript, key);
        }

        return Convert.ToHexStringLower(key);
    }

    private static void Carry(JsonObject record, SecureChannel phone, SecureChannel server)
    {
        var (sender, receiver) = record.Text("from") == "phone" ? (phone, server) : (server, phone);
        var message = record.Bytes("message");
        var isAlert = record["type"]!.GetValue<byte>() == 0x11;
        var sealedRecord = isAlert ? sender.SealAlert((AlertCode)((message[0] << 8) | message[1])) : sender.Seal(message);
        Assert.Equal(record.Text("record"), Convert.ToHexStringLower(sealedRecord));

        var opened = new byte[message.Length];
        Assert.True(receiver.TryOpen(sealedRecord, opened, out var written, out var alert, out _));
        Assert.Equal(isAlert, alert is not null);
        Assert.Equal(isAlert ? 0 : message.Length, written);
        Assert.Equal(message, opened);
    }
}
