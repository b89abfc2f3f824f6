using System.ComponentModel.DataAnnotations;

namespace NextAuthApi;

/// <summary>Where the server is, and who calls it.</summary>
public sealed class NextAuthApiOptions
{
    /// <summary>Gets or sets the server's address, http or https. It may have a path, for a server behind a proxy.</summary>
    [Required]
    public Uri? BaseUrl { get; set; }

    /// <summary>Gets or sets the API key, sent as <c>X-apikey</c>. A secret: take it from the environment or a secret store, not from a file in the repository.</summary>
    [Required]
    public string? ApiKey { get; set; }

    /// <summary>Gets or sets the id of a role whose rights the calls are to have instead of the key's own, sent as <c>X-su</c>; <see langword="null"/>: the key's own.</summary>
    public string? RoleId { get; set; }

    /// <summary>Gets or sets where <see cref="SessionWatcher"/> connects, ws or wss; <see langword="null"/>: <c>/ns/websocket</c> below <see cref="BaseUrl"/>.</summary>
    public Uri? WebSocketUrl { get; set; }

    /// <summary>Gets or sets how long one try of a call may take. Default: 10 s.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how often a call is tried again that may be repeated safely: 0 to 10. Default: 3. See <see cref="NextAuthApiSetup"/>.</summary>
    [Range(0, 10)]
    public int MaxRetries { get; set; } = 3;

    internal Uri Socket()
    {
        if (WebSocketUrl is not null)
        {
            return WebSocketUrl;
        }

        var url = new UriBuilder(Root()) { Scheme = BaseUrl!.Scheme == Uri.UriSchemeHttps ? "wss" : "ws" };
        url.Path += "ns/websocket";
        return url.Uri;
    }

    // A relative path replaces what stands behind the last slash of its base.
    internal Uri Root()
    {
        var url = BaseUrl ?? throw new InvalidOperationException("BaseUrl is not set.");
        return url.AbsoluteUri.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/");
    }
}
