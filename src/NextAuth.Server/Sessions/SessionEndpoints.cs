using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Http;
using NextAuth.Server.Push;
using NextAuth.Server.Qr;

namespace NextAuth.Server.Sessions;

/// <summary>REST contract, section 3, Sessions. One method a route, in the order of the routes.</summary>
internal static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        var sessions = routes.MapGroup("/servers/{serverid}/sessions").WithTags("Sessions");

        sessions.MapGet("/", GetSessionAsync).Is(OfSession("getSession")).Answers<LoginStatus>();
        MapQrLogin(sessions.MapGet("/qr/login", GetQrLoginAsync).Is(OfSession("getQrLogin")));
        MapQrLogin(sessions.MapPost("/qr/login", GetQrLoginAsync).Is(OfSession("getQrLogin") with { IsExtension = true }).WithName("postQrLogin"));
        sessions.MapPost("/provokelogin", ProvokeLoginAsync).Is(OfSession("provokeLogin"))
            .TakesBody<UserContext>(UserContext.ToDisplay).AnswersNothingOr<TypedCode>(ProvokeAnswer.WithCode).Refuses(ProvokeAnswer.Problems);
        sessions.MapPost("/logout", LogoutAsync).Is(OfSession("logout")).AnswersNothing();
    }

    /// <summary>Checks if the user is logged in. A nonce never seen is a session that is not logged in.</summary>
    private static async Task<IResult> GetSessionAsync(ApiCall call, SessionService sessions, CancellationToken cancellationToken)
    {
        var session = await sessions.UseAsync(call.Server.Id, call.Session, cancellationToken);
        var loggedIn = sessions.IsLoggedIn(session);
        var status = new LoginStatus
        {
            Loggedin = loggedIn,
            Canprovoke = sessions.CanProvoke(session),
            Hsid = session.Id.ToString(),
            Loginqrdata = sessions.MakeCode(call.Server, session).ToBytes(call.Server.AppUrl),
            Userid = loggedIn ? session.UserId : null,
            Accountid = loggedIn ? session.LastAccount : null,
            Pk = loggedIn ? session.AccountKey : null,
        };
        return Answer.Json(status, SessionJson.Default.LoginStatus);
    }

    /// <summary>Makes a login QR code: its raw bytes, or a picture. The context is kept for the phone to show.</summary>
    private static async Task<IResult> GetQrLoginAsync(ApiCall call, SessionService sessions, QrPainter painter, CancellationToken cancellationToken)
    {
        var picture = call.QrPicture();
        if (picture.Failed)
        {
            return picture.Problem;
        }

        if (await call.KeepContextAsync(sessions, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var session = await sessions.UseAsync(call.Server.Id, call.Session, cancellationToken);
        var code = sessions.MakeCode(call.Server, session);
        return picture.Value.Format is QrFormat.Raw
            ? QrAnswer.Of(code.ToBytes(call.Server.AppUrl), QrFormat.Raw)
            : QrAnswer.Of(painter.Draw(code, call.Server.AppUrl, picture.Value), picture.Value.Format);
    }

    /// <summary>Pushes a login to the account that last logged in in this session.</summary>
    private static async Task<IResult> ProvokeLoginAsync(ApiCall call, PushService pushes, CancellationToken cancellationToken)
    {
        var context = await call.ReadContextAsync(cancellationToken);
        return context.Problem
            ?? ProvokeAnswer.Of(
                await pushes.ProvokeSessionAsync(call.Server, call.Session, context.Value, fromBrowser: false, cancellationToken),
                ApiProblem.NoAccount.ToResult("Nobody has logged in in this session lately: show the QR code."));
    }

    /// <summary>Logs the session out and tells its browsers and its phone. Repeating it is no error.</summary>
    private static async Task<IResult> LogoutAsync(ApiCall call, SessionService sessions, CancellationToken cancellationToken)
    {
        await sessions.LogOutAsync(call.Session, cancellationToken);
        return Answer.Empty;
    }

    private static void MapQrLogin(RouteHandlerBuilder endpoint) =>
        endpoint.Takes(QrAnswer.Image, QrAnswer.Size).TakesBody<UserContext>(UserContext.ToDisplay).AnswersBytes(QrAnswer.MediaTypes);

    private static ApiOperation OfSession(string name) => new(name, Rights.Sessions) { OfSession = true };
}
