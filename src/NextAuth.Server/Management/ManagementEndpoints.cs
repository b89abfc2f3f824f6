using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Http;

namespace NextAuth.Server.Management;

/// <summary>REST contract, section 3, Management. One method a route, in the order of the routes.</summary>
internal static class ManagementEndpoints
{
    private static readonly ApiParameter Purpose =
        new("description", "What the key is for.", "the shop's login page") { Required = true, Length = (1, ApiKeyRules.MaxDescriptionLength) };

    public static void MapManagement(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/apikeys").WithTags("Management");

        keys.MapGet("/", GetApiKeysAsync).Is(new("getApiKeys", Rights.Servers) { OnServer = false }).Answers<ApiKeysResponse>();
        keys.MapPost("/", CreateApiKeyAsync).Is(new("createApiKey", Rights.Servers) { OnServer = false }).Takes(Purpose).Answers<ApiKeyResponse>();
        keys.MapDelete("/{roleid}", RevokeApiKeyAsync).Is(new("revokeApiKey", Rights.Servers) { OnServer = false, IsExtension = true })
            .AnswersNothing().Refuses(ApiProblem.UnknownRole, ApiProblem.LastRoot);

        routes.MapGet("/servers/{serverid}/permissions/", GetAllPermissionsAsync).WithTags("Management").Is(new("getAllPermissions", Rights.Servers) { AlsoGlobal = true })
            .Answers<PermissionsResponse>();

        var permissions = routes.MapGroup("/servers/{serverid}/permissions").WithTags("Management");

        permissions.MapGet("/{roleid}", GetPermissionsAsync).Is(new("getPermissions", Rights.Servers) { AlsoGlobal = true })
            .Answers<PermissionsResponse>().Refuses(ApiProblem.UnknownRole);
        permissions.MapPost("/{roleid}", GrantPermissionsAsync).Is(new("grantPermissions", Rights.Root) { AlsoGlobal = true })
            .NeedsBody<IReadOnlyList<string>>($"The rights, of {RightNames.List}. They replace what the role had there.", """["sessions","users"]""").AnswersNothing()
            .Refuses(ApiProblem.UnknownRole, ApiProblem.LastRoot);
        permissions.MapDelete("/{roleid}", RevokePermissionsAsync).Is(new("revokePermissions", Rights.Root) { AlsoGlobal = true })
            .AnswersNothing().Refuses(ApiProblem.UnknownRole, ApiProblem.LastRoot);
    }

    /// <summary>Lists the API keys that the calling role has made. Of each key its first characters are shown.</summary>
    private static async Task<IResult> GetApiKeysAsync(ApiCall call, ApiKeyService keys, CancellationToken cancellationToken)
    {
        var listed = await keys.ListAsync(call.Role, cancellationToken);
        return Answer.Json(
            new([.. listed.Select(key => new ApiKeyResponse(key.Prefix + "…", key.Description, key.Role.ToString()))]), ManagementJson.Default.ApiKeysResponse);
    }

    /// <summary>Makes an API key with a new role that has no rights yet. The only time the key is shown.</summary>
    private static async Task<IResult> CreateApiKeyAsync(ApiCall call, ApiKeyService keys, CancellationToken cancellationToken)
    {
        var description = call.Text("description", ApiKeyRules.MaxDescriptionLength);
        if (description.Failed)
        {
            return description.Problem;
        }

        var created = await keys.CreateAsync(description.Value, call.Role, cancellationToken);
        return Answer.Json(new(created.Key, created.Description, created.Role.ToString()), ManagementJson.Default.ApiKeyResponse);
    }

    /// <summary>Revokes the API key of a role, and takes the role's rights.</summary>
    private static async Task<IResult> RevokeApiKeyAsync(ApiCall call, ApiKeyService keys, CancellationToken cancellationToken)
    {
        var role = call.RoleOfKey();
        return role.Problem ?? Say(await keys.RevokeAsync(role.Value, call.Role, cancellationToken));
    }

    /// <summary>Reads what all roles may do on a server, or globally.</summary>
    private static async Task<IResult> GetAllPermissionsAsync(ApiCall call, ApiKeyService keys, CancellationToken cancellationToken)
    {
        var grants = await keys.ListRightsAsync(call.ServerOrGlobal?.Id, cancellationToken);
        return Answer.Json(new([.. grants.Select(Response)]), ManagementJson.Default.PermissionsResponse);
    }

    /// <summary>Reads what a role may do on a server, or globally.</summary>
    private static async Task<IResult> GetPermissionsAsync(ApiCall call, ApiKeyService keys, CancellationToken cancellationToken)
    {
        var role = call.RoleId();
        if (role.Failed)
        {
            return role.Problem;
        }

        if (await keys.FindRoleAsync(role.Value, cancellationToken) is null)
        {
            return Parameters.NoRole();
        }

        var grant = await keys.FindRightsAsync(role.Value, call.ServerOrGlobal?.Id, cancellationToken);
        return Answer.Json(new(grant is { Rights: not Rights.None } ? [Response(grant)] : []), ManagementJson.Default.PermissionsResponse);
    }

    /// <summary>Replaces what a role may do on a server, or globally.</summary>
    private static async Task<IResult> GrantPermissionsAsync(ApiCall call, ApiKeyService keys, CancellationToken cancellationToken)
    {
        var names = await StrictJson.ReadAsync(call.Request, ManagementJson.Default.IReadOnlyListString, cancellationToken);
        if (names.Failed)
        {
            return names.Problem;
        }

        var rights = Read(names.Value, ofServer: call.ServerOrGlobal is not null);
        var role = call.RoleId();
        return (rights.Problem ?? role.Problem) is { } problem
            ? problem
            : await SetAsync(call, role.Value, rights.Value, keys, cancellationToken);
    }

    /// <summary>Takes all rights on a server, or globally, from a role.</summary>
    private static async Task<IResult> RevokePermissionsAsync(ApiCall call, ApiKeyService keys, CancellationToken cancellationToken)
    {
        var role = call.RoleId();
        return role.Problem ?? await SetAsync(call, role.Value, Rights.None, keys, cancellationToken);
    }

    private static Outcome<Rights> Read(IReadOnlyList<string>? names, bool ofServer)
    {
        if (names is not null && RightNames.TryParse(names, ofServer, out var rights))
        {
            return rights;
        }

        var unknown = names?.FirstOrDefault(name => name is null || !RightNames.TryParse([name], ofServer, out _));
        var which = unknown is null ? "" : $" {Quoted.Name(unknown)} is none of them.";
        return ApiProblem.InvalidBody.ToResult($"The body must be an array of the rights {RightNames.List}; setrid only globally.{which} Nothing was changed.");
    }

    private static async Task<IResult> SetAsync(ApiCall call, RoleId role, Rights rights, ApiKeyService keys, CancellationToken cancellationToken) =>
        Say(await keys.SetRightsAsync(new(role, call.ServerOrGlobal?.Id, rights), call.Role, cancellationToken));

    private static IResult Say(GrantResult result) => result switch
    {
        GrantResult.Done => Answer.Empty,
        GrantResult.LastRoot => ApiProblem.LastRoot.ToResult("Give another role with an API key the right root globally first. Nothing was changed."),
        GrantResult.UnknownServer => Parameters.NoServer(),
        _ => Parameters.NoRole(),
    };

    private static PermissionResponse Response(Grant grant) =>
        new(string.Join(',', grant.Rights.Names()), grant.Role.ToString(), grant.Server?.ToString() ?? ApiOperation.GlobalId);
}
