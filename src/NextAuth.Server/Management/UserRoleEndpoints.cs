using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Http;
using NextAuth.Server.Users;

namespace NextAuth.Server.Management;

/// <summary>REST contract, section 3, Management: the roles of users. What a user's role may do is granted as for every role.</summary>
internal static class UserRoleEndpoints
{
    public static void MapUserRoles(this IEndpointRouteBuilder routes)
    {
        var role = routes.MapGroup("/servers/{serverid}/users/{userid}/role").WithTags("Management");

        role.MapGet("/", GetUserRoleAsync).Is(new("getUserRole", Rights.Users)).Answers<RoleResponse>().Refuses(ApiProblem.UnknownUser, ApiProblem.UnknownRole);
        role.MapPost("/", GetOrCreateUserRoleAsync).Is(new("getOrCreateUserRole", Rights.Users)).Answers<RoleResponse>().Refuses(ApiProblem.UnknownUser);
    }

    /// <summary>Reads the role of a user.</summary>
    private static async Task<IResult> GetUserRoleAsync(ApiCall call, ApiKeyService keys, UserService users, CancellationToken cancellationToken)
    {
        var user = call.UserId();
        if (user.Failed)
        {
            return user.Problem;
        }

        return await keys.FindUserRoleAsync(call.Server.Id, user.Value, cancellationToken) is { } role ? Of(role)
            : await users.ExistsAsync(call.Server.Id, user.Value, cancellationToken) ? ApiProblem.UnknownRole.ToResult("The user has no role; POST gives one.")
            : Parameters.NoUser();
    }

    /// <summary>Reads the role of a user, giving a new one without rights to who has none.</summary>
    private static async Task<IResult> GetOrCreateUserRoleAsync(ApiCall call, ApiKeyService keys, CancellationToken cancellationToken)
    {
        var user = call.UserId();
        if (user.Failed)
        {
            return user.Problem;
        }

        return await keys.EnsureUserRoleAsync(call.Server.Id, user.Value, cancellationToken) is { } role ? Of(role) : Parameters.NoUser();
    }

    private static IResult Of(RoleId role) => Answer.Json(new(role.ToString()), ManagementJson.Default.RoleResponse);
}
