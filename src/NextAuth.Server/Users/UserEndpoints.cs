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
        routes.MapGet("/servers/{serverid}/users", GetUsersAsync).WithTags("Users").WithName("getUsers")
            .WithMetadata(new ApiOperation("getUsers", Rights.Users));

        var user = routes.MapGroup("/servers/{serverid}/users/{userid}").WithTags("Users");

        user.MapPost("/provokelogin", ProvokeLoginOnUserAsync).WithName("provokeLoginOnUser").WithTags("Sessions")
            .WithMetadata(new ApiOperation("provokeLoginOnUser", Rights.Sessions | Rights.Users) { OfSession = true });
        user.MapGet("/accounts", GetUserAsync).WithName("getUser")
            .WithMetadata(new ApiOperation("getUser", Rights.Sessions | Rights.Users));
        user.MapDelete("/", DeleteUserAsync).WithName("deleteUser")
            .WithMetadata(new ApiOperation("deleteUser", Rights.Users));
        user.MapDelete("/accounts", DeleteUserAccountsAsync).WithName("deleteUserAccounts")
            .WithMetadata(new ApiOperation("deleteUserAccounts", Rights.Accounts | Rights.Users));
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
