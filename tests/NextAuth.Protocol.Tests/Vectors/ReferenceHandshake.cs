using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace NextAuth.Protocol.Tests.Vectors;

/// <summary>
/// The formulas of docs/protocol/key-schedule.md once more, from HMAC, SHA-256 and AES-GCM alone and without any code of the library,
/// so that library and specification are checked against each other. It also makes what an honest side never makes.
/// </summary>
internal sealed class ReferenceHandshake
{
    public ReferenceHandshake(byte[] m1, byte[] serverEphemeral, byte[] sharedSecret)
    {
        Th1 = SHA256.HashData([.. m1, .. serverEphemeral]);
        Prk = HMACSHA256.HashData(Th1, sharedSecret);
        Kr = Derive("kr");
        Ki = Derive("ki");
        Mr = Derive("mr");
        Mi = Derive("mi");
    }

    public byte[] Th1 { get; }

    public byte[] Prk { get; }

    public byte[] Kr { get; }

    public byte[] Ki { get; }

    public byte[] Mr { get; }

    public byte[] Mi { get; }

    public static byte[] Hash(params byte[][] parts) => SHA256.HashData(parts.SelectMany(part => part).ToArray());

    public static byte[] SignatureInput(string role, byte[] transcript, byte[] message) =>
        [.. Ascii("nextauth sigma-i v1 " + role), .. transcript, .. SHA256.HashData(message)];

    public static byte[] Mac(byte[] key, byte[] identity, byte[] transcript) => HMACSHA256.HashData(key, (byte[])[.. identity, .. transcript]);

    public static byte[] Seal(byte[] key, byte[] associated, byte[] plaintext, ulong nonce = 0)
    {
        var sealedBytes = new byte[plaintext.Length + 16];
        using var aes = new AesGcm(key, 16);
        aes.Encrypt(Nonce(nonce), plaintext, sealedBytes.AsSpan(0, plaintext.Length), sealedBytes.AsSpan(plaintext.Length), associated);
        return sealedBytes;
    }

    public static byte[] Open(byte[] key, byte[] associated, byte[] ciphertext, ulong nonce = 0)
    {
        var plaintext = new byte[ciphertext.Length - 16];
        using var aes = new AesGcm(key, 16);
        aes.Decrypt(Nonce(nonce), ciphertext.AsSpan(0, plaintext.Length), ciphertext.AsSpan(plaintext.Length), plaintext, associated);
        return plaintext;
    }

    public static byte[] Record(byte[] key, byte type, ulong sequence, byte[] message)
    {
        byte[] header = [type, .. BigEndian(sequence)];
        return [.. header, .. Seal(key, header, message, sequence)];
    }

    public static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    /// <summary>HKDF-Expand of one block: HMAC(prk, info || 0x01).</summary>
    public static byte[] Expand(byte[] key, byte[] info) => HMACSHA256.HashData(key, (byte[])[.. info, 1]);

    public byte[] Derive(string name, byte[]? transcript = null) => Expand(Prk, [.. Ascii("nextauth sigma-i v1 " + name), .. transcript ?? []]);

    /// <summary>M2 of these parts; what is not given is what an honest server sends.</summary>
    public byte[] MakeM2(byte[] ephemeral, TestKey identity, byte[] hello, byte[]? signature = null, byte[]? mac = null)
    {
        signature ??= identity.Sign(SignatureInput("responder", Th1, hello));
        mac ??= Mac(Mr, identity.Public, Th1);
        return [2, .. ephemeral, .. Seal(Kr, Th1, [.. identity.Public, .. signature, .. mac, .. hello])];
    }

    /// <summary>M3 of these parts; what is not given is what an honest phone sends.</summary>
    public byte[] MakeM3(byte[] th2, TestKey account, byte[] request, byte[]? signature = null, byte[]? mac = null)
    {
        signature ??= account.Sign(SignatureInput("initiator", th2, request));
        mac ??= Mac(Mi, account.Public, th2);
        return [3, .. Seal(Ki, th2, [.. account.Public, .. signature, .. mac, .. request])];
    }

    public byte[] Th2(byte[] m2) => Hash(Th1, m2[66..]);

    public static byte[] Th3(byte[] th2, byte[] m3) => Hash(th2, m3[1..]);

    private static byte[] BigEndian(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Nonce(ulong sequence) => [0, 0, 0, 0, .. BigEndian(sequence)];
}
