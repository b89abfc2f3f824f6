using System.Net.Sockets;
using Microsoft.Extensions.Options;
using NextAuth.Host.Settings;

namespace NextAuth.Host.Lifetime;

/// <summary>Starts a server, or says in one line why not.</summary>
internal static class Starting
{
    /// <returns>Why not; <see langword="null"/>: it runs.</returns>
    public static async Task<string?> StartAsync(IHost server, string setting, string address, CancellationToken cancellationToken)
    {
        try
        {
            await server.StartAsync(cancellationToken);
            return null;
        }
        catch (OptionsValidationException error)
        {
            // A rule between two settings, which no check of single ones sees.
            return OneLine.Of(error.Failures.First());
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            var cause = (error.GetBaseException() as SocketException)?.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => "is in use by another process; must be a free port",
                SocketError.AccessDenied => "needs rights this user does not have; must be a port from 1024 on",
                SocketError.AddressNotAvailable => "is no address of this machine; must be localhost, * or one of its addresses",
                _ => $"cannot be listened on ({OneLine.Of(error.Message)}); must be a free port",
            };
            return $"{setting}: {address} {cause}";
        }
    }
}
