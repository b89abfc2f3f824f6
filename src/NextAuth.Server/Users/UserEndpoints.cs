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
        routes.MapGet("/servers/{serverid}/users/", GetUsersAsync).WithTags("Users").Is(new("getUsers", Rights.Users))
            .Takes(ListParameters.Filter, ListParameters.Name, ListParameters.Limit, ListParameters.Marker, ListParameters.Order(UserResponse.Columns))
            .Answers<UsersResponse>();

        var user = routes.MapGroup("/servers/{serverid}/users/{userid}").WithTags("Users");

        user.MapPost("/provokelogin", ProvokeLoginOnUserAsync).WithTags("Sessions").Is(new("provokeLoginOnUser", Rights.Sessions | Rights.Users) { OfSession = true })
            .TakesBody<UserContext>(UserContext.ToDisplay).AnswersNothingOr<TypedCode>(ProvokeAnswer.WithCode).Refuses([ApiProblem.UnknownUser, .. ProvokeAnswer.Problems]);
        user.MapGet("/accounts", GetUserAsync).Is(new("getUser", Rights.Sessions | Rights.Users))
            .Takes(ListParameters.Limit, ListParameters.Marker, ListParameters.Order(AccountResponse.Columns)).Answers<AccountsResponse>();
        user.MapDelete("/", DeleteUserAsync).Is(new("deleteUser", Rights.Users)).AnswersNothing().Refuses(ApiProblem.UnknownUser);
        user.MapDelete("/accounts", DeleteUserAccountsAsync).Is(new("deleteUserAccounts", Rights.Accounts | Rights.Users)).AnswersNothing().Refuses(ApiProblem.UnknownUser);
    }

    /// <summary>Lists the users of a server, or those with certain attributes or names.</summary>
    private static async Task<IResult> GetUsersAsync(ApiCall call, UserService users, CancellationToken cancellationToken)
    {
        var (filters, search, page) = (call.Filters(), call.Search(), call.Page(UserResponse.Columns));
        return (filters.Problem ?? search.Problem ?? page.Problem) is { } problem
            ? problem
            : Answer.Json(
                UsersResponse.From(await users.ListAsync(call.Server.Id, new(filters.Value, search.Value, page.Value), cancellationToken)),
                UserJson.Default.UsersResponse);
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
                Parameters.NoUser());
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

    /// <summary>Deletes a user with attributes and accounts. Their sessions end, and their phones are told to delete their copies.</summary>
    private static async Task<IResult> DeleteUserAsync(ApiCall call, UserService users, CancellationToken cancellationToken)
    {
        var user = call.UserId();
        return user.Problem ?? (await users.DeleteAsync(call.Server.Id, user.Value, cancellationToken) ? Answer.Empty : Parameters.NoUser());
    }

    /// <summary>Deletes all accounts of a user; the user stays.</summary>
    private static async Task<IResult> DeleteUserAccountsAsync(ApiCall call, AccountService accounts, CancellationToken cancellationToken)
    {
        var user = call.UserId();
        return user.Problem ?? (await accounts.DeleteOfUserAsync(call.Server.Id, user.Value, cancellationToken) ? Answer.Empty : Parameters.NoUser());
    }
}
