using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NextAuthApi.AspNetCore.Cookies;
using NextAuthApi.AspNetCore.Pages;
using NextAuthApi.AspNetCore.Sessions;

namespace NextAuthApi.AspNetCore;

/// <summary>Says who is logged in, sends who is not to the login page, and serves that page. Nothing is kept between requests but a cache of the server's answers.</summary>
internal sealed class NextAuthHandler(IOptionsMonitor<NextAuthOptions> options, ILoggerFactory logger, UrlEncoder encoder, Seal seal, SessionChecks checks, CodeRate codeRate)
    : SignOutAuthenticationHandler<NextAuthOptions>(options, logger, encoder), IAuthenticationRequestHandler
{
    /// <summary>Where the nonce lies in the properties of a request that is logged in. Parameters never leave the process.</summary>
    public const string NonceParameter = "nextauth.nonce";

    /// <summary>Gets the API. Made only when it is needed: most requests are answered from the cache.</summary>
    public SessionsApi Sessions => Context.RequestServices.GetRequiredService<SessionsApi>();

    public BrowserCookies Cookies => field ??= new(Context, Options, Context.RequestServices.GetRequiredService<IHostEnvironment>());

    public CodeRate CodeRate => codeRate;

    public Seal Seal => seal;

    public DateTimeOffset Now => TimeProvider.GetUtcNow();

    public PathString Root => Request.PathBase + Options.Path;

    /// <summary>Gets the handler of a request.</summary>
    public static async Task<NextAuthHandler> OfAsync(HttpContext context)
    {
        var scheme = context.RequestServices.GetRequiredService<NextAuthScheme>().Name;
        return (NextAuthHandler)(await context.RequestServices.GetRequiredService<IAuthenticationHandlerProvider>().GetHandlerAsync(context, scheme).ConfigureAwait(false))!;
    }

    public Task<bool> HandleRequestAsync() => Request.Path.StartsWithSegments(Options.Path, out var rest)
        ? new LoginEndpoints(this, Context, Options, Logger).ServeAsync(rest.Value ?? "")
        : Task.FromResult(false);

    /// <summary>Logs the browser in by a session that a phone has logged in to.</summary>
    public async Task<NextAuthSignInResult> SignInAsync(string nonce, CancellationToken cancellationToken)
    {
        var asked = TimeProvider.GetTimestamp();
        var status = await Sessions.GetSessionAsync(Options.ServerId!, nonce, cancellationToken).ConfigureAwait(false);
        if (status is not { Loggedin: true, Accountid: { } account })
        {
            return NextAuthSignInResult.NotLoggedIn;
        }

        if (!SessionFacts.IsWelcome(status, Options))
        {
            Logger.NoUser(account);
            return NextAuthSignInResult.NoUser;
        }

        if (Options.Attributes.Count == 0)
        {
            checks.Remember(nonce, new(status, []), asked, Options);
        }
        else
        {
            // The user's attributes are claims as well.
            checks.Forget(nonce);
        }

        Cookies.SetSession(seal.Close(new SessionTicket(nonce, account, Now), Options.ServerId!));
        Cookies.DeleteBrowser();
        if (Options.RememberPhone > TimeSpan.Zero)
        {
            Cookies.SetPhone(seal.Close(new PhoneTicket(account, Now), Options.ServerId!));
        }

        Logger.LoggedIn(account);
        return NextAuthSignInResult.SignedIn;
    }

    /// <summary>Asks the server now, not only when the last answer is old.</summary>
    /// <returns>Whether somebody is logged in in this browser.</returns>
    public async Task<bool> CheckAsync()
    {
        if (seal.OpenSession(Cookies.Session, Options.ServerId!) is { } ticket)
        {
            checks.Doubt(ticket.Nonce);
        }

        return (await AuthenticateAsync().ConfigureAwait(false)).Succeeded;
    }

    /// <summary>Finds the phone that logged in last in this browser.</summary>
    public long? FindPhone() =>
        seal.OpenPhone(Cookies.Phone, Options.ServerId!) is { } phone && Now - phone.Created < Options.RememberPhone ? phone.Account : null;

    public bool IsLocal(string? url) => LocalUrl.IsLocal(url) && !IsOwn(url);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Cookies.Session is not { } text)
        {
            return AuthenticateResult.NoResult();
        }

        if (seal.OpenSession(text, Options.ServerId!) is not { } ticket)
        {
            return AuthenticateResult.Fail("The cookie is not one of this application, or its key is gone.");
        }

        var facts = await checks.FindAsync(ticket.Nonce, cancellation => AskAsync(ticket.Nonce, cancellation), Options, TimeProvider, Context.RequestAborted).ConfigureAwait(false);
        if (facts is null)
        {
            return AuthenticateResult.Fail("The server does not say who is logged in.");
        }

        if (!SessionFacts.IsWelcome(facts.Status, Options) || facts.Status.Accountid != ticket.Account)
        {
            return AuthenticateResult.Fail("The login has ended.");
        }

        var properties = new AuthenticationProperties { IssuedUtc = ticket.Created };
        properties.SetParameter(NonceParameter, ticket.Nonce);
        return AuthenticateResult.Success(new(facts.ToPrincipal(Scheme.Name), properties, Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (!WantsPage())
        {
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            Response.Headers.WWWAuthenticate = Scheme.Name;
            return Task.CompletedTask;
        }

        // What was posted is lost; a page that can only be posted to is no place to come back to.
        var here = HttpMethods.IsGet(Request.Method) || HttpMethods.IsHead(Request.Method) ? $"{OriginalPathBase}{OriginalPath}{Request.QueryString}" : null;
        var target = new[] { properties.RedirectUri, here }.FirstOrDefault(IsLocal) ?? Home;
        Response.Headers.CacheControl = "no-store";
        Response.Redirect($"{Root}/login?returnUrl={UrlEncoder.Encode(target)}");
        return Task.CompletedTask;
    }

    protected override async Task HandleSignOutAsync(AuthenticationProperties? properties)
    {
        if (seal.OpenSession(Cookies.Session, Options.ServerId!) is { } ticket)
        {
            try
            {
                // Also for somebody who presses the button and closes the window.
                await Sessions.LogoutAsync(Options.ServerId!, ticket.Nonce, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is NextAuthApiException || SessionChecks.IsUnreachable(failure))
            {
                Logger.LogoutNotTold(failure);
            }

            checks.Forget(ticket.Nonce);
        }

        // The phone's cookie stays: it is for the next login.
        Cookies.DeleteSession();
        if (IsLocal(properties?.RedirectUri) && !Response.HasStarted)
        {
            Response.Redirect(properties!.RedirectUri!);
        }
    }

    /// <summary>The front page.</summary>
    public string Home => $"{Request.PathBase}/";

    // Back to the login page after the login would be a circle.
    private bool IsOwn(string url) => url.StartsWith($"{Root}/", StringComparison.OrdinalIgnoreCase);

    private bool WantsPage() =>
        Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase) && Request.Headers.XRequestedWith != "XMLHttpRequest";

    private async Task<SessionFacts> AskAsync(string nonce, CancellationToken cancellationToken)
    {
        var status = await Sessions.GetSessionAsync(Options.ServerId!, nonce, cancellationToken).ConfigureAwait(false);
        return status is { Loggedin: true, Userid: { } user } && Options.Attributes.Count > 0
            ? new(status, await AttributesAsync(user, cancellationToken).ConfigureAwait(false))
            : new(status, []);
    }

    private async Task<IReadOnlyList<KeyValuePair<string, string>>> AttributesAsync(string user, CancellationToken cancellationToken)
    {
        try
        {
            var users = Context.RequestServices.GetRequiredService<UsersApi>();
            return [.. SessionFacts.Read(await users.GetUserAttributesAsync(Options.ServerId!, user, cancellationToken).ConfigureAwait(false), Options.Attributes)];
        }
        catch (NextAuthApiException refused) when (refused.Cause is ProblemCauses.UnknownUser)
        {
            // Deleted between the two questions; the session goes with the user.
            return [];
        }
    }
}
