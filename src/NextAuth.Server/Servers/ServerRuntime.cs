using NextAuth.Protocol;
using NextAuth.Protocol.Crypto;
using NextAuth.Protocol.Links;

namespace NextAuth.Server.Servers;

/// <summary>A virtual server ready to work: configuration, parsed identity key, opened QR secret. Kept in memory; shared by all requests.</summary>
public sealed class ServerRuntime(VirtualServer server, P256SigningKey identity, byte[] qrSecret, string defaultAppUrl) : IDisposable
{
    public ServerId Id => Server.Id;

    public VirtualServer Server { get; } = server;

    /// <summary>Signs M2. Never leaves the process.</summary>
    public P256SigningKey Identity { get; } = identity;

    /// <summary>What the QR code starts with.</summary>
    public string AppUrl => Server.Appurl ?? defaultAppUrl;

    /// <summary>Makes the login code of a session in a given epoch, good until a given time.</summary>
    public Link.Login LoginCode(Hsid session, DateTimeOffset expiry, uint epoch)
    {
        var seconds = (uint)expiry.ToUnixTimeSeconds();
        return new(Id, session, seconds, LoginTag.Compute(qrSecret, session, seconds, epoch));
    }

    /// <summary>Whether a code's tag is ours and of this epoch; compares in constant time.</summary>
    public bool IsOurs(Hsid session, uint expiry, ulong tag, uint epoch) =>
        LoginTag.Matches(LoginTag.Compute(qrSecret, session, expiry, epoch), tag);

    public void Dispose() => Identity.Dispose();

    /// <summary>Does not reveal the secrets.</summary>
    public override string ToString() => $"Server {Id}";
}
