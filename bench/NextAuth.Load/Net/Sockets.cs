using System.Net;
using System.Net.Sockets;

namespace NextAuth.Load.Net;

/// <summary>Makes client sockets, with an address of their own where a crowd of clients is played.</summary>
internal static class Sockets
{
    private const int Addresses = 200;

    private static int Used;

    /// <summary>
    /// Gets the next of 200 loopback addresses. One address would run out of ports after 28,000 connections, and the server limits how many
    /// phones may be deciding at one address; real phones have addresses of their own too.
    /// </summary>
    public static IPAddress NextAddress() =>
        new([127, 0, 1, (byte)(1 + ((uint)Interlocked.Increment(ref Used) % Addresses))]);

    public static Socket New(IPAddress? source)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (source is not null)
        {
            socket.Bind(new IPEndPoint(source, 0));
        }

        return socket;
    }

    /// <summary>Gets a loopback port that is free now.</summary>
    public static int FreePort()
    {
        using var socket = New(IPAddress.Loopback);
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
