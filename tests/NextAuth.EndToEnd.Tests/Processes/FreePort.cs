using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace NextAuth.EndToEnd.Tests.Processes;

/// <summary>Ports for servers that a test starts, again and again on the same one. Each is given once.</summary>
/// <remarks>
/// They lie below those that a system hands out itself (from 32768 on Linux, 49152 on Windows and macOS), so that nobody's connection gets one before its server listens.
/// A UDP socket of the same number, kept until this process ends, tells other test processes that it is taken; <c>tests/browser/src/free-port.ts</c> does the same.
/// </remarks>
internal static class FreePort
{
    private const int First = 20_000;
    private const int End = 32_000;

    private static readonly ConcurrentBag<Socket> Claims = [];

    public static int Find()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, End);
            if (TryClaim(port) is { } claim)
            {
                if (IsFree(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || IsFree(IPAddress.IPv6Loopback, port)))
                {
                    Claims.Add(claim);
                    return port;
                }

                claim.Dispose();
            }
        }
    }

    private static Socket? TryClaim(int port)
    {
        var claim = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            claim.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return claim;
        }
        catch (SocketException)
        {
            claim.Dispose();
            return null;
        }
    }

    private static bool IsFree(IPAddress address, int port)
    {
        using var listener = new TcpListener(address, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.AddressNotAvailable)
        {
            // No IPv6 here: nobody will listen there.
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
