using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NextAuth.Server.Accounts;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Http;
using NextAuth.Server.Push;
using NextAuth.Server.Sessions;

namespace NextAuth.Server.Users;

/// <summary>REST contract, section 3, Users. One method a route, in the order of the routes.</summary>
internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var user = routes.MapGroup("/servers/{serverid}/users/{userid}").WithTags("Users");

        user.MapPost("/provokelogin", ProvokeLoginOnUserAsync).WithName("provokeLoginOnUser").WithTags("Sessions")
            .WithMetadata(new ApiOperation("provokeLoginOnUser", Rights.Sessions | Rights.Users) { OfSession = true });
        user.MapGet("/accounts", GetUserAsync).WithName("getUser")
            .WithMetadata(new ApiOperation("getUser", Rights.Sessions | Rights.Users));
    }

    /// <summary>Pushes a login to all unblocked accounts of a user; the first that answers logs in.</summary>
    private static async Task<IResult> ProvokeLoginOnUserAsync(ApiCall call, PushService pushes, CancellationToken cancellationToken)
    {
        var user = call.UserId();
        var context = await call.ReadContextAsync(cancellationToken);
        return user.Problem
            ?? context.Problem
            ?? ProvokeAnswer.Of(
                await pushes.ProvokeUserAsync(call.Server, call.Session, user.Value, context.Value, cancellationToken),
                ApiProblem.UnknownUser.ToResult("userid must be an existing user of this server."));
    }

    /// <summary>Lists a user's accounts; an unknown user has none.</summary>
    private static async Task<IResult> GetUserAsync(ApiCall call, AccountService accounts, CancellationToken cancellationToken)
    {
        var user = call.UserId();
        var page = call.Page(AccountResponse.Columns);
        return (user.Problem ?? page.Problem) is { } problem
            ? problem
            : Answer.Json(
                AccountsResponse.From(await accounts.OfUserAsync(call.Server.Id, user.Value, page.Value, cancellationToken)), AccountJson.Default.AccountsResponse);
    }
}
