using System.Text;
using System.Text.Json.Nodes;

namespace NextAuth.Protocol.Tests.Vectors;

/// <summary>One positive handshake file: its inputs, its three messages and everything that follows from them (docs/protocol/vectors.md, section 2).</summary>
internal sealed class HandshakeVector
{
    private HandshakeVector(JsonObject file)
    {
        File = file;
        PhoneEphemeral = Key(file, "phoneEphemeral");
        ServerEphemeral = Key(file, "serverEphemeral");
        Identity = Key(file, "serverIdentity");
        Account = Key(file, "account");
        M1 = file.Bytes("m1");
        M2 = file.Bytes("m2");
        M3 = file.Bytes("m3");
        Hello = file.Utf8("hello");
        Request = file.Utf8("request");
        SharedSecret = PhoneEphemeral.Agree(ServerEphemeral.Public);
        Reference = new(M1, ServerEphemeral.Public, SharedSecret);
        Th2 = Reference.Th2(M2);
        Th3 = ReferenceHandshake.Th3(Th2, M3);
    }

    public JsonObject File { get; }

    public TestKey PhoneEphemeral { get; }

    public TestKey ServerEphemeral { get; }

    public TestKey Identity { get; }

    public TestKey Account { get; }

    public byte[] M1 { get; }

    public byte[] M2 { get; }

    public byte[] M3 { get; }

    public byte[] Hello { get; }

    public byte[] Request { get; }

    public byte[] SharedSecret { get; }

    public ReferenceHandshake Reference { get; }

    public byte[] Th2 { get; }

    public byte[] Th3 { get; }

    public byte[] Kp => Reference.Derive("phone", Th3);

    public byte[] Ks => Reference.Derive("server", Th3);

    public byte[] Export => Reference.Derive("export", Th3);

    public static HandshakeVector Of(JsonObject file) => new(file);

    public static HandshakeVector Read(string name) => new(VectorFile.Read(name));

    /// <summary>Everything that follows from the inputs and the messages, computed anew.</summary>
    public JsonObject Values()
    {
        var m2 = ReferenceHandshake.Open(Reference.Kr, Reference.Th1, M2[66..]);
        var m3 = ReferenceHandshake.Open(Reference.Ki, Th2, M3[1..]);
        return new()
        {
            ["sharedSecret"] = VectorFile.Hex(SharedSecret),
            ["th1"] = VectorFile.Hex(Reference.Th1),
            ["prk"] = VectorFile.Hex(Reference.Prk),
            ["kr"] = VectorFile.Hex(Reference.Kr),
            ["ki"] = VectorFile.Hex(Reference.Ki),
            ["mr"] = VectorFile.Hex(Reference.Mr),
            ["mi"] = VectorFile.Hex(Reference.Mi),
            ["signatureRInput"] = VectorFile.Hex(ReferenceHandshake.SignatureInput("responder", Reference.Th1, Hello)),
            ["signatureR"] = VectorFile.Hex(m2.AsSpan(65, 64)),
            ["macR"] = VectorFile.Hex(ReferenceHandshake.Mac(Reference.Mr, Identity.Public, Reference.Th1)),
            ["m2Plaintext"] = VectorFile.Hex(m2),
            ["th2"] = VectorFile.Hex(Th2),
            ["signatureIInput"] = VectorFile.Hex(ReferenceHandshake.SignatureInput("initiator", Th2, Request)),
            ["signatureI"] = VectorFile.Hex(m3.AsSpan(65, 64)),
            ["macI"] = VectorFile.Hex(ReferenceHandshake.Mac(Reference.Mi, Account.Public, Th2)),
            ["m3Plaintext"] = VectorFile.Hex(m3),
            ["th3"] = VectorFile.Hex(Th3),
            ["kp"] = VectorFile.Hex(Kp),
            ["ks"] = VectorFile.Hex(Ks),
            ["export"] = VectorFile.Hex(Export),
            ["pushKey"] = VectorFile.Hex(ReferenceHandshake.Expand(Export, ReferenceHandshake.Ascii("push"))),
            ["rotateBinding"] = VectorFile.Hex(ReferenceHandshake.Expand(Export, ReferenceHandshake.Ascii("rotate"))),
        };
    }

    /// <summary>The records of the channel, sealed anew from their messages.</summary>
    public JsonArray Records(IEnumerable<(string From, byte Type, byte[] Message)> messages)
    {
        var next = new Dictionary<string, ulong> { ["phone"] = 0, ["server"] = 0 };
        var records = new JsonArray();
        foreach (var (from, type, message) in messages)
        {
            var sequence = next[from]++;
            records.Add(new JsonObject
            {
                ["from"] = from,
                ["type"] = type,
                ["sequence"] = sequence,
                ["text"] = type == 0x10 ? Encoding.UTF8.GetString(message) : null,
                ["message"] = VectorFile.Hex(message),
                ["record"] = VectorFile.Hex(ReferenceHandshake.Record(from == "phone" ? Kp : Ks, type, sequence, message)),
            });
        }

        return records;
    }

    private static TestKey Key(JsonObject file, string name) => TestKey.Of(file["testOnlyKeys"]![name].Bytes("private"));
}
