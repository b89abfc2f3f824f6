using Microsoft.Extensions.Options;
using NextAuth.Protocol.Messages;
using NextAuth.Server.Push.WebPush;

namespace NextAuth.Server.Servers;

/// <summary>Says to phones what they show and know of a server.</summary>
public sealed class ServerParametersFactory(IOptions<ServerOptions> options, VapidKey vapid)
{
    public ServerParameters Make(VirtualServer server) => new()
    {
        Version = server.Version,
        ServerName = server.ServerName,
        Logo = server.Logo.Length == 0 ? null : server.Logo,
        Appname = server.Appname,
        PinTimeout = server.PinTimeout,
        PinTransTimeout = server.PinTransTimeout,
        PingTime = server.PingTime,
        ServerFlags = server.ServerFlags,
        Siteurl = server.Siteurl,
        Endpoints = [options.Value.SigmaiUri],
        Vapid = vapid.PublicKey,
    };
}
