using Microsoft.AspNetCore.Server.Kestrel.Core;
using NextAuth.Host.Settings;

namespace NextAuth.Host.Lifetime;

/// <summary>Opens a <see cref="ListenAddress"/>.</summary>
internal static class KestrelListen
{
    public static void Listen(this KestrelServerOptions kestrel, ListenAddress address)
    {
        if (address.Address is { } ip)
        {
            kestrel.Listen(ip, address.Port);
        }
        else
        {
            kestrel.ListenLocalhost(address.Port);
        }
    }
}
