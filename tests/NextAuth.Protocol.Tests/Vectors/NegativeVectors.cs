using System.Text;
using System.Text.Json.Nodes;
using NextAuth.Protocol.Messages;

namespace NextAuth.Protocol.Tests.Vectors;

/// <summary>Makes the messages that must be refused, all against the state of one positive handshake (docs/protocol/vectors.md, section 3).</summary>
internal static class NegativeVectors
{
    // x = 1, y = 1 satisfies no y² = x³ - 3x + b of P-256.
    private static readonly byte[] OffCurve = [4, .. One(), .. One()];
    private static readonly byte[] Infinity = [4, .. new byte[64]];

    public static JsonObject Make(HandshakeVector good) => new()
    {
        ["about"] = "Each case goes to one side of handshake-account.json, in the state right before the message; all messages of a case but the last are good.",
        ["base"] = "handshake-account.json",
        ["cases"] = new JsonArray([.. FirstMessages(good), .. SecondMessages(good), .. ThirdMessages(good), .. Records(good)]),
    };

    private static IEnumerable<JsonNode> FirstMessages(HandshakeVector good)
    {
        var m1 = good.M1;
        yield return Case("m1", "empty", ProtocolError.WrongLength, Array.Empty<byte>());
        yield return Case("m1", "M2 instead", ProtocolError.UnexpectedType, good.M2);
        yield return Case("m1", "version 2", ProtocolError.UnsupportedVersion, With(m1, 1, 2));
        yield return Case("m1", "suite 2", ProtocolError.UnsupportedSuite, With(m1, 2, 2));
        yield return Case("m1", "purpose 4", ProtocolError.UnknownPurpose, With(m1, 3, 4));
        yield return Case("m1", "purpose login without a context", ProtocolError.InvalidContext, With(m1, 3, 1));
        yield return Case("m1", "context byte for an account channel", ProtocolError.InvalidContext, [.. With(m1, 87, 1), 0]);
        yield return Case("m1", "truncated", ProtocolError.WrongLength, m1[..^1]);
        yield return Case("m1", "extended", ProtocolError.WrongLength, [.. m1, 0]);
        yield return Case("m1", "login context of kind 3", ProtocolError.InvalidContext, With(TestInputs.M1(Purpose.Login, TestInputs.LoginContextBytes), 88, 3));
        yield return Case("m1", "ephemeral key off the curve", ProtocolError.InvalidKey, [.. m1[..22], .. OffCurve, 0]);
        yield return Case("m1", "ephemeral key at infinity", ProtocolError.InvalidKey, [.. m1[..22], .. Infinity, 0]);
        yield return Case("m1", "ephemeral key marked as compressed", ProtocolError.InvalidKey, With(m1, 22, 2));
    }

    private static IEnumerable<JsonNode> SecondMessages(HandshakeVector good)
    {
        var reference = good.Reference;
        var ephemeral = good.ServerEphemeral.Public;
        var otherTh1 = ReferenceHandshake.Hash(good.M1, TestInputs.Stranger.Public);
        byte[] Make(byte[]? hello = null, byte[]? signature = null, byte[]? mac = null, TestKey? identity = null) =>
            reference.MakeM2(ephemeral, identity ?? good.Identity, hello ?? good.Hello, signature, mac);
        byte[] Sign(string role, byte[] transcript, byte[] hello) => good.Identity.Sign(ReferenceHandshake.SignatureInput(role, transcript, hello));

        yield return Case("m2", "empty", ProtocolError.WrongLength, Array.Empty<byte>());
        yield return Case("m2", "M1 reflected", ProtocolError.UnexpectedType, good.M1);
        yield return Case("m2", "truncated below the least length", ProtocolError.WrongLength, good.M2[..200]);
        yield return Case("m2", "truncated", ProtocolError.DecryptionFailed, good.M2[..^1]);
        yield return Case("m2", "extended", ProtocolError.DecryptionFailed, [.. good.M2, 0]);
        yield return Case("m2", "one bit of the tag", ProtocolError.DecryptionFailed, Flip(good.M2, good.M2.Length - 1));
        yield return Case("m2", "one bit of the sealed identity", ProtocolError.DecryptionFailed, Flip(good.M2, 70));
        yield return Case("m2", "another ephemeral key", ProtocolError.DecryptionFailed, [2, .. TestInputs.Stranger.Public, .. good.M2[66..]]);
        yield return Case("m2", "ephemeral key off the curve", ProtocolError.InvalidKey, [2, .. OffCurve, .. good.M2[66..]]);
        yield return Case("m2", "ephemeral key marked as compressed", ProtocolError.InvalidKey, With(good.M2, 1, 3));
        yield return Case("m2", "valid proof of another server", ProtocolError.WrongServerKey, Make(identity: TestInputs.Stranger));
        yield return Case("m2", "signed by another key", ProtocolError.InvalidSignature,
            Make(signature: TestInputs.Stranger.Sign(ReferenceHandshake.SignatureInput("responder", reference.Th1, good.Hello))));
        yield return Case("m2", "signature of another handshake", ProtocolError.InvalidSignature, Make(signature: Sign("responder", otherTh1, good.Hello)));
        yield return Case("m2", "signed in the phone's role", ProtocolError.InvalidSignature, Make(signature: Sign("initiator", reference.Th1, good.Hello)));
        yield return Case("m2", "signature for another hello", ProtocolError.InvalidSignature, Make(signature: Sign("responder", reference.Th1, [])));
        yield return Case("m2", "signature of zeros", ProtocolError.InvalidSignature, Make(signature: new byte[64]));
        yield return Case("m2", "mac under the phone's key", ProtocolError.InvalidMac, Make(mac: ReferenceHandshake.Mac(reference.Mi, good.Identity.Public, reference.Th1)));
        yield return Case("m2", "mac over another identity", ProtocolError.InvalidMac, Make(mac: ReferenceHandshake.Mac(reference.Mr, TestInputs.Stranger.Public, reference.Th1)));
    }

    private static IEnumerable<JsonNode> ThirdMessages(HandshakeVector good)
    {
        var reference = good.Reference;
        var otherTh2 = ReferenceHandshake.Hash(reference.Th1, good.M2);
        byte[] Make(byte[]? signature = null, byte[]? mac = null, TestKey? account = null) =>
            reference.MakeM3(good.Th2, account ?? good.Account, good.Request, signature, mac);
        byte[] Sign(string role, byte[] transcript, byte[] request) => good.Account.Sign(ReferenceHandshake.SignatureInput(role, transcript, request));

        yield return Case("m3", "empty", ProtocolError.WrongLength, Array.Empty<byte>());
        yield return Case("m3", "M2 reflected", ProtocolError.UnexpectedType, good.M2);
        yield return Case("m3", "M1 again", ProtocolError.UnexpectedType, good.M1);
        yield return Case("m3", "truncated below the least length", ProtocolError.WrongLength, good.M3[..177]);
        yield return Case("m3", "truncated", ProtocolError.DecryptionFailed, good.M3[..^1]);
        yield return Case("m3", "extended", ProtocolError.DecryptionFailed, [.. good.M3, 0]);
        yield return Case("m3", "one bit of the tag", ProtocolError.DecryptionFailed, Flip(good.M3, good.M3.Length - 1));
        yield return Case("m3", "one bit of the sealed account key", ProtocolError.DecryptionFailed, Flip(good.M3, 1));
        yield return Case("m3", "sealed for another connection", ProtocolError.DecryptionFailed, reference.MakeM3(otherTh2, good.Account, good.Request));
        yield return Case("m3", "sealed under the server's key", ProtocolError.DecryptionFailed, [3, .. ReferenceHandshake.Seal(reference.Kr, good.Th2, good.File["values"].Bytes("m3Plaintext"))]);
        yield return Case("m3", "unknown account, valid proof", ProtocolError.InvalidSignature, Make(account: TestInputs.Stranger));
        yield return Case("m3", "signed by another key", ProtocolError.InvalidSignature,
            Make(signature: TestInputs.Stranger.Sign(ReferenceHandshake.SignatureInput("initiator", good.Th2, good.Request))));
        yield return Case("m3", "signature of another connection", ProtocolError.InvalidSignature, Make(signature: Sign("initiator", otherTh2, good.Request)));
        yield return Case("m3", "signed in the server's role", ProtocolError.InvalidSignature, Make(signature: Sign("responder", good.Th2, good.Request)));
        yield return Case("m3", "signature for another request", ProtocolError.InvalidSignature, Make(signature: Sign("initiator", good.Th2, Encoding.ASCII.GetBytes("{\"a\":1}"))));
        yield return Case("m3", "signature of zeros", ProtocolError.InvalidSignature, Make(signature: new byte[64]));
        yield return Case("m3", "mac under the server's key", ProtocolError.InvalidMac, Make(mac: ReferenceHandshake.Mac(reference.Mr, good.Account.Public, good.Th2)));
        yield return Case("m3", "mac over another identity", ProtocolError.InvalidMac, Make(mac: ReferenceHandshake.Mac(reference.Mi, TestInputs.Stranger.Public, good.Th2)));
    }

    private static IEnumerable<JsonNode> Records(HandshakeVector good)
    {
        var text = "{\"type\":\"pong\"}"u8.ToArray();
        byte[] Record(ulong sequence, byte type = 0x10, byte[]? key = null) => ReferenceHandshake.Record(key ?? good.Kp, type, sequence, text);
        var first = Record(0);
        var second = Record(1);

        yield return Case("record", "empty", ProtocolError.WrongLength, Array.Empty<byte>());
        yield return Case("record", "truncated below the least length", ProtocolError.WrongLength, first[..24]);
        yield return Case("record", "truncated", ProtocolError.DecryptionFailed, first[..^1]);
        yield return Case("record", "M3 again", ProtocolError.UnexpectedType, good.M3);
        yield return Case("record", "gap", ProtocolError.InvalidSequence, first, Record(2));
        yield return Case("record", "repeated", ProtocolError.InvalidSequence, first, first);
        yield return Case("record", "swapped", ProtocolError.InvalidSequence, second);
        yield return Case("record", "one bit of the tag", ProtocolError.DecryptionFailed, first, Flip(second, second.Length - 1));
        yield return Case("record", "number altered to the one due", ProtocolError.DecryptionFailed, first, With(Record(2), 8, 1));
        yield return Case("record", "record made an alert", ProtocolError.DecryptionFailed, With(first, 0, 0x11));
        yield return Case("record", "alert made a record", ProtocolError.DecryptionFailed, With(Record(0, 0x11), 0, 0x10));
        yield return Case("record", "the server's record reflected", ProtocolError.DecryptionFailed, Record(0, key: good.Ks));
    }

    private static JsonObject Case(string at, string name, ProtocolError refusal, params byte[][] messages) => new()
    {
        ["at"] = at,
        ["name"] = name,
        ["messages"] = new JsonArray([.. messages.Select(message => VectorFile.Hex(message))]),
        ["refusal"] = refusal.ToString(),
    };

    private static byte[] One() => [.. new byte[31], 1];

    private static byte[] With(byte[] message, int position, byte value)
    {
        var copy = message.ToArray();
        copy[position] = value;
        return copy;
    }

    private static byte[] Flip(byte[] message, int position) => With(message, position, (byte)(message[position] ^ 1));
}
