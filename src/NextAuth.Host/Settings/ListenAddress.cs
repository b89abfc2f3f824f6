using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace NextAuth.Host.Settings;

/// <summary>Where to listen: a host that is <c>localhost</c>, <c>*</c> or an IP address, and a port.</summary>
/// <param name="IsTls">Whether by TLS.</param>
/// <param name="Address">The address; <see langword="null"/>: localhost, both loopback addresses.</param>
/// <param name="Port">The port.</param>
internal sealed record ListenAddress(bool IsTls, IPAddress? Address, int Port)
{
    public const string Expected = "http://HOST:PORT or https://HOST:PORT with localhost, * or an IP address as host, and no path";

    public static bool TryParse(string text, [NotNullWhen(true)] out ListenAddress? address)
    {
        address = null;

        // "*" and "+" are the usual ways to say "all", and no hosts that Uri takes.
        var starless = text.Replace("://*:", "://[::]:", StringComparison.Ordinal).Replace("://+:", "://[::]:", StringComparison.Ordinal);
        if (!Uri.TryCreate(starless, UriKind.Absolute, out var uri)
            || uri is not { Scheme: "http" or "https", PathAndQuery: "/", UserInfo: "", Fragment: "" })
        {
            return false;
        }

        var isTls = uri.Scheme == Uri.UriSchemeHttps;
        if (uri.IdnHost.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            address = new(isTls, null, uri.Port);
        }
        else if (IPAddress.TryParse(uri.IdnHost, out var ip))
        {
            address = new(isTls, ip, uri.Port);
        }

        return address is not null;
    }

    /// <summary>An address on this machine that reaches it.</summary>
    public Uri ToLocalUrl() => new UriBuilder(Scheme, IsEverywhere ? "localhost" : Address!.ToString(), Port).Uri;

    /// <summary>Whether nobody reaches it but this machine.</summary>
    public bool IsLoopback => Address is null || IPAddress.IsLoopback(Address);

    private string Scheme => IsTls ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;

    private bool IsEverywhere => Address is null || Address.Equals(IPAddress.Any) || Address.Equals(IPAddress.IPv6Any);

    public override string ToString() => $"{Scheme}://{(Address is null ? "localhost" : new IPEndPoint(Address, 0).ToString()[..^2])}:{Port}";
}
