using System.Security.Cryptography;

namespace NextAuth.Load.Floors;

/// <summary>What the server's side of one login handshake computes, with the sizes it has there, straight on the platform's cryptography.</summary>
internal sealed class ServerOperations : IDisposable
{
    private const int MessageSize = 133;
    private const int HelloSize = 320;
    private const int RequestSize = 50;
    private const int ProofSize = 161;
    private const int ResultSize = 60;
    private const int LabelSize = 28;

    private static readonly HashAlgorithmName Sha256 = HashAlgorithmName.SHA256;

    private readonly ECDsa _identity = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _account = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECPoint _peer;
    private readonly byte[] _hash = new byte[32];
    private readonly byte[] _key = new byte[32];
    private readonly byte[] _signature = new byte[64];
    private readonly byte[] _accountSignature;
    private readonly byte[] _tag = new byte[16];
    private readonly byte[] _nonce = new byte[12];
    private readonly byte[] _buffer = new byte[1024];
    private readonly byte[] _sealed = new byte[1024];

    public ServerOperations()
    {
        using var peer = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        _peer = peer.ExportParameters(includePrivateParameters: false).Q;
        _accountSignature = _account.SignHash(_hash);
    }

    public void Run()
    {
        // M1 → M2: ephemeral key (generate, export), the phone's key (import), the secret (derive).
        using var ephemeral = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        _ = ephemeral.ExportParameters(includePrivateParameters: false);
        using var peer = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = _peer });
        var secret = ephemeral.DeriveRawSecretAgreement(peer.PublicKey);

        // th1, the pseudorandom key, Mr and Kr; H(hello), signature and MAC over it; M2 sealed; th2.
        SHA256.HashData(_buffer.AsSpan(0, MessageSize + 65), _hash);
        Span<byte> prk = stackalloc byte[32];
        HKDF.Extract(Sha256, secret, _hash, prk);
        Prove(prk, HelloSize);
        _identity.TrySignHash(_hash, _signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation, out _);
        Seal(prk, ProofSize + HelloSize);
        SHA256.HashData(_buffer.AsSpan(0, 32 + ProofSize + HelloSize + 16), _key);

        // M3: Ki, opened; th3; signature and MAC checked.
        Open(prk, ProofSize + RequestSize);
        SHA256.HashData(_buffer.AsSpan(0, 32 + ProofSize + RequestSize + 16), _key);
        Prove(prk, RequestSize);
        _hash.AsSpan().Clear();
        if (!_account.VerifyHash(_hash, _accountSignature))
        {
            throw new CryptographicException("The platform refuses its own signature.");
        }

        // The channel: Kp, Ks, export; one record.
        for (var i = 0; i < 3; i++)
        {
            HKDF.Expand(Sha256, prk, _key, _buffer.AsSpan(0, LabelSize + 32));
        }

        using var receiving = new AesGcm(_key, _tag.Length);
        using var sending = new AesGcm(_key, _tag.Length);
        sending.Encrypt(_nonce, _buffer.AsSpan(0, ResultSize), _sealed.AsSpan(0, ResultSize), _tag, _buffer.AsSpan(0, 9));
    }

    public void Dispose()
    {
        _identity.Dispose();
        _account.Dispose();
    }

    /// <summary>H(message), the hash that is signed, and the MAC with its key.</summary>
    private void Prove(ReadOnlySpan<byte> prk, int messageSize)
    {
        SHA256.HashData(_buffer.AsSpan(0, messageSize), _hash);
        SHA256.HashData(_buffer.AsSpan(0, LabelSize + 64), _hash);
        HKDF.Expand(Sha256, prk, _key, _buffer.AsSpan(0, LabelSize));
        HMACSHA256.HashData(_key, _buffer.AsSpan(0, 65 + 32), _key);
    }

    private void Seal(ReadOnlySpan<byte> prk, int size)
    {
        HKDF.Expand(Sha256, prk, _key, _buffer.AsSpan(0, LabelSize));
        using var aes = new AesGcm(_key, _tag.Length);
        aes.Encrypt(_nonce, _buffer.AsSpan(0, size), _sealed.AsSpan(0, size), _tag, _hash);
    }

    private void Open(ReadOnlySpan<byte> prk, int size)
    {
        // AES-GCM opens by the operations it seals by; sealing spares the floor a message to open.
        Seal(prk, size);
    }
}
