using NextAuth.Protocol;
using NextAuth.Protocol.Links;

namespace NextAuth.Benchmarks.Protocol;

/// <summary>What getSession and getQrLogin compute for every call: the session's id, the code's tag and the code's text.</summary>
internal sealed class LinkSteps
{
    private const string AppUrl = "https://login.example/app/#";
    private const string Nonce = "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4";
    private const uint Expiry = 1_800_000_000;

    private readonly ServerId _server = ServerId.New();
    private readonly byte[] _secret = new byte[LoginTag.SecretSize];
    private readonly Link.Login _link;
    private readonly string _text;

    public LinkSteps()
    {
        _link = new(_server, Hsid.Derive(_server, Nonce), Expiry, 1);
        _text = _link.ToText(AppUrl);
    }

    public Hsid DeriveHsid() => Hsid.Derive(_server, Nonce);

    public ulong ComputeTag() => LoginTag.Compute(_secret, _link.Session, Expiry, 0);

    public byte[] Write() => _link.ToBytes(AppUrl);

    public Link Parse() => Link.TryParse(_text, out var link, out var error) ? link : throw new InvalidOperationException($"{error}");
}
