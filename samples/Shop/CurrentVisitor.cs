using Shop.Api;

namespace Shop;

/// <summary>Who is behind this request, asked of the server once.</summary>
internal sealed class CurrentVisitor(IHttpContextAccessor http, Visitors visitors, NextAuthClient api)
{
    private Visitor? _visitor;
    private LoginStatus? _status;

    /// <summary>The visitor; <see langword="null"/>: the browser has no cookie, or one that the shop does not know.</summary>
    public Visitor? Known => _visitor ??= visitors.Find(Context);

    private HttpContext Context => http.HttpContext ?? throw new InvalidOperationException("There is no request.");

    /// <summary>Gives the browser a new cookie, before a code is shown and after a logout.</summary>
    public Visitor Renew() => _visitor = visitors.Renew(Context);

    /// <summary>Gives the browser a new cookie and a session that nobody has touched, before a sign-up.</summary>
    public Visitor Begin() => _visitor = visitors.Begin(Context);

    /// <summary>The session's status; <see langword="null"/> when there is no visitor.</summary>
    public async Task<LoginStatus?> GetStatusAsync(CancellationToken cancellationToken)
    {
        if (_status is null && Known is { } visitor)
        {
            _status = await api.GetSessionAsync(visitor.Nonce, cancellationToken);
            visitor.HasLoggedIn |= _status.LoggedIn;
        }

        return _status;
    }

    /// <summary>The name of the user logged in; <see langword="null"/>: nobody, or a phone that belongs to no user yet.</summary>
    public async Task<string?> GetUserAsync(CancellationToken cancellationToken) =>
        await GetStatusAsync(cancellationToken) is { LoggedIn: true, UserId: { } user } ? user : null;

    /// <summary>What the phone shows of this browser, for its owner to recognize or refuse it.</summary>
    public UserContext Describe(string shop, string purpose)
    {
        // Behind a proxy this is the proxy's address, unless ForwardedHeaders is set up for it.
        var (ip, agent) = (Context.Connection.RemoteIpAddress?.ToString(), Printable(Context.Request.Headers.UserAgent.ToString()));
        SessionInfo Info(string text) => new()
        {
            Info = new Dictionary<string, string> { ["Shop"] = shop, ["Purpose"] = text },
            Ip = ip,
            UserAgent = agent.Length > MaxAgentLength ? agent[..MaxAgentLength] : agent,
        };

        return new(Info(purpose), Info($"{purpose}, done"));
    }

    // A header is whatever somebody sends, and the phone shows this one while its owner decides.
    private static string Printable(string text) => string.Concat(text.Where(static character => character is >= ' ' and <= '~'));

    private const int MaxAgentLength = 300;
}
