using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Http;
using NextAuth.Server.Qr;

namespace NextAuth.Server.Registration;

/// <summary>REST contract, section 3, Registration. One method a route, in the order of the routes.</summary>
internal static class RegistrationEndpoints
{
    private const int MaxLabelLength = 100;

    private static readonly ApiParameter Label = new("name", "The label that the phone shows for the account.", "alice") { Required = true, Length = (1, MaxLabelLength) };

    public static void MapRegistration(this IEndpointRouteBuilder routes)
    {
        var sessions = routes.MapGroup("/servers/{serverid}/sessions").WithTags("Registration");

        sessions.MapGet("/qr/enrol", GetQrEnrolAsync).Is(new("getQrEnrol", Rights.Sessions) { OfSession = true })
            .Takes(Label, Parameters.User with { Description = "The user whom the new account is to belong to, made when new." }, QrAnswer.Image, QrAnswer.Size)
            .AnswersBytes(QrAnswer.MediaTypes).Refuses(ApiProblem.NameTaken);
        sessions.MapPost("/registeruser", RegisterUserAsync).Is(new("registerUser", Rights.Users) { OfSession = true })
            .Takes(Parameters.User with { Required = true }).AnswersNothing().Refuses(ApiProblem.NotLoggedIn);
    }

    /// <summary>Makes a QR code to enrol with, once: its raw bytes, or a picture.</summary>
    private static async Task<IResult> GetQrEnrolAsync(ApiCall call, RegistrationService registration, CancellationToken cancellationToken)
    {
        var name = call.Text("name", MaxLabelLength);
        var user = call.OptionalUserId();
        var picture = call.QrPicture();
        if ((name.Problem ?? user.Problem ?? picture.Problem) is { } problem)
        {
            return problem;
        }

        return await registration.MakeCodeAsync(call.Server, call.Session, name.Value, user.Value, cancellationToken) switch
        {
            MakeCodeResult.Made(var code) when picture.Value.Format is QrFormat.Raw => QrAnswer.Of(code.ToBytes(call.Server.AppUrl), QrFormat.Raw),
            MakeCodeResult.Made(var code) => QrAnswer.Of(QrPainter.Draw(code, call.Server.AppUrl, picture.Value), picture.Value.Format),
            MakeCodeResult.NoServer => Parameters.NoServer(),
            _ => ApiProblem.NameTaken.ToResult("The parameter name must be one that no account of this server has, for the server has the flag uniqueNames."),
        };
    }

    /// <summary>Ties the account now logged in in this session to a user, making the user when new.</summary>
    private static async Task<IResult> RegisterUserAsync(ApiCall call, RegistrationService registration, CancellationToken cancellationToken)
    {
        var user = call.OptionalUserId();
        if (user.Failed)
        {
            return user.Problem;
        }

        if (user.Value is null)
        {
            return Parameters.Refuse("The parameter userid must be given: 1 to 255 characters without control characters.");
        }

        return await registration.RegisterAsync(call.Server.Id, call.Session, user.Value, cancellationToken)
            ? Answer.Empty
            : ApiProblem.NotLoggedIn.ToResult("An account must be logged in in this session to be tied to a user.");
    }
}
