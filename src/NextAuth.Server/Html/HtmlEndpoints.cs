using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using NextAuth.Protocol;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Browser;
using NextAuth.Server.Http;
using NextAuth.Server.Registration;
using NextAuth.Server.Servers;
using NextAuth.Server.Sessions;

namespace NextAuth.Server.Html;

/// <summary>REST contract, section 3, HTML; and the two files that the pages load. One method a route, in the order of the routes.</summary>
internal static class HtmlEndpoints
{
    // The charset is said: clients take text of an unnamed one for Latin-1, and names are in all scripts.
    private const string ContentType = "text/html; charset=utf-8";
    private const string MediaType = "text/html";
    private const int MaxLabelLength = 100;

    private static readonly ApiParameter Label = new("name", "The label that the phone shows for the account; left out, it is the user's name, or else the server's.", "alice") { Length = (1, MaxLabelLength) };

    public static void MapHtml(this IEndpointRouteBuilder routes)
    {
        var html = routes.MapGroup("/servers/{serverid}/sessions/html").WithTags("Html");

        MapLogin(html.MapGet("/login", GetHtmlLoginAsync).Is(OfSession("getHtmlLogin")));
        MapLogin(html.MapPost("/login", GetHtmlLoginAsync).Is(OfSession("getHtmlLogin") with { IsExtension = true }).WithName("postHtmlLogin"));
        html.MapGet("/enrol", GetHtmlEnrolAsync).Is(OfSession("getHtmlEnrol"))
            .Takes(Label, Parameters.User with { Description = "The user whom the new account is to belong to, made when new." }, HtmlWords.Parameter)
            .AnswersText(MediaType).Refuses(ApiProblem.NameTaken);
        MapFooter(html.MapGet("/footer", GetHtmlFooterAsync).Is(OfSession("getHtmlFooter")));
        MapFooter(html.MapPost("/footer", GetHtmlFooterAsync).Is(OfSession("getHtmlFooter") with { IsExtension = true }).WithName("postHtmlFooter"));

        foreach (var asset in (HtmlAsset[])[HtmlAssets.Style, HtmlAssets.Script])
        {
            routes.MapMethods(asset.Path, [HttpMethods.Get, HttpMethods.Head], http => SendAsync(http, asset)).ExcludeFromDescription();
        }
    }

    /// <summary>Makes a block for a page to log in by: a button that asks the phone when that is possible, and a QR code. The context is kept for the phone to show.</summary>
    private static async Task<IResult> GetHtmlLoginAsync(ApiCall call, SessionService sessions, HtmlWriter html, CancellationToken cancellationToken)
    {
        var words = HtmlWords.Of(call);
        if ((words.Problem ?? await call.KeepContextAsync(sessions, cancellationToken)) is { } refusal)
        {
            return refusal;
        }

        var session = await sessions.UseAsync(call.Server.Id, call.Session, cancellationToken);
        return Answer.Bytes(
            sessions.IsLoggedIn(session)
                ? html.WriteLoggedIn(call.Server, session, words.Value)
                : html.WriteLogin(call.Server, session, sessions.MakeCode(call.Server, session), sessions.CanProvoke(session), words.Value),
            ContentType);
    }

    /// <summary>Makes a block for a page to enrol by: a QR code that is good once.</summary>
    private static async Task<IResult> GetHtmlEnrolAsync(
        ApiCall call, SessionService sessions, RegistrationService registration, IOptions<RegistrationOptions> options, HtmlWriter html, CancellationToken cancellationToken)
    {
        var name = call.OptionalText(Label.Name, MaxLabelLength);
        var user = call.OptionalUserId();
        var words = HtmlWords.Of(call);
        if ((name.Problem ?? user.Problem ?? words.Problem) is { } problem)
        {
            return problem;
        }

        // A user's name may be longer than a label, and may hold what no phone shows.
        var label = name.Value ?? (user.Value is { } named && TextRule.IsShowable(named, 1, MaxLabelLength) ? named : call.Server.Server.ServerName);
        switch (await registration.MakeCodeAsync(call.Server, call.Session, label, user.Value, cancellationToken))
        {
            case MakeCodeResult.Made(var code):
                var session = await sessions.UseAsync(call.Server.Id, call.Session, cancellationToken);
                return Answer.Bytes(html.WriteEnrol(call.Server, session, sessions.IsLoggedIn(session), code, options.Value.CodeLifetime, words.Value), ContentType);
            case MakeCodeResult.NoServer:
                return Parameters.NoServer();
            default:
                return ApiProblem.NameTaken.ToResult("The parameter name must be one that no account of this server has, for the server has the flag uniqueNames.");
        }
    }

    /// <summary>Makes the end of a page with blocks: the script and the style. The page follows its sessions and loads anew at a login and a logout.</summary>
    private static async Task<IResult> GetHtmlFooterAsync(
        ApiCall call, SessionService sessions, ServerDirectory servers, IOptions<BrowserOptions> options, HtmlWriter html, CancellationToken cancellationToken)
    {
        var further = await ReadFurtherAsync(call, servers, options.Value.MaxSessions - 1, cancellationToken);
        if (further.Failed)
        {
            return further.Problem;
        }

        var watched = new List<(ServerRuntime, Session, bool)>();
        foreach (var (server, id) in further.Value.Prepend((call.Server, call.Session)))
        {
            var session = await sessions.UseAsync(server.Id, id, cancellationToken);
            watched.Add((server, session, sessions.IsLoggedIn(session)));
        }

        return Answer.Bytes(html.WriteFooter(watched), ContentType);
    }

    // For pages of any origin: the files are the same for everybody, and a page that checks their hash must be able to read them.
    private static async Task SendAsync(HttpContext http, HtmlAsset asset)
    {
        var headers = http.Response.Headers;
        headers.ContentType = asset.ContentType;
        headers.ContentLength = asset.Bytes.Length;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.AccessControlAllowOrigin = "*";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        headers.XContentTypeOptions = "nosniff";
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.BodyWriter.WriteAsync(asset.Bytes, http.RequestAborted);
        }
    }

    private static async Task<Outcome<IReadOnlyList<(ServerRuntime, Hsid)>>> ReadFurtherAsync(ApiCall call, ServerDirectory servers, int limit, CancellationToken cancellationToken)
    {
        var body = await StrictJson.ReadAsync(call.Request, HtmlJson.Default.HtmlFooterBody, cancellationToken);
        if (body.Failed)
        {
            return body.Problem;
        }

        var sessions = body.Value?.Sessions ?? [];
        if (sessions.Count > limit)
        {
            return ApiProblem.InvalidBody.ToResult($"The member sessions must have at most {limit} entries.");
        }

        if (FindWrong(sessions) is { } wrong)
        {
            return wrong;
        }

        var found = new List<(ServerRuntime, Hsid)>();
        foreach (var session in sessions)
        {
            if (!ServerId.TryParse(session.Serverid, out var id) || await servers.FindAsync(id, cancellationToken) is not { } server)
            {
                return ApiProblem.UnknownServer.ToResult("The member sessions must name existing servers.");
            }

            // The answer tells whether somebody is logged in there.
            if (!call.Role.May(Rights.Sessions, server.Id))
            {
                return ApiProblem.MissingRight.ToResult("getHtmlFooter needs the right sessions on every server that the member sessions names, or globally.");
            }

            found.Add((server, Hsid.Derive(server.Id, session.Sessionid)));
        }

        return found;
    }

    private static ProblemAnswer? FindWrong(IReadOnlyList<HtmlFooterSession> sessions)
    {
        for (var i = 0; i < sessions.Count; i++)
        {
            // A null gets past the nullable annotation, for it is a type argument here.
            if (sessions[i] is not { } session || !ServerId.TryParse(session.Serverid, out _))
            {
                return ApiProblem.InvalidBody.ToResult($"The member sessions[{i}].serverid must be the id of a server: 24 characters of base64 or base64url.");
            }

            if (!Hsid.IsNonce(session.Sessionid))
            {
                return ApiProblem.InvalidBody.ToResult($"The member sessions[{i}].sessionid must be a nonce of 1 to 512 visible ASCII characters.");
            }
        }

        return null;
    }

    private static void MapLogin(RouteHandlerBuilder endpoint) =>
        endpoint.Takes(HtmlWords.Parameter).TakesBody<UserContext>(UserContext.ToDisplay).AnswersText(MediaType);

    private static void MapFooter(RouteHandlerBuilder endpoint) =>
        endpoint.TakesBody<HtmlFooterBody>(HtmlFooterBody.ToWatch).AnswersText(MediaType);

    private static ApiOperation OfSession(string name) => new(name, Rights.Sessions) { OfSession = true };
}
