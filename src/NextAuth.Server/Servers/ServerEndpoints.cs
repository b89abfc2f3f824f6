using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NextAuth.Protocol.VisualHash;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Http;

namespace NextAuth.Server.Servers;

/// <summary>REST contract, section 3, Servers. One method a route, in the order of the routes.</summary>
internal static class ServerEndpoints
{
    public static void MapServers(this IEndpointRouteBuilder routes)
    {
        var servers = routes.MapGroup("/servers").WithTags("Servers");

        servers.MapGet("/", GetServersAsync).Is(new("getServers", Rights.Servers) { OnServer = false, ForEveryRole = true })
            .Takes(ListParameters.Limit, ListParameters.Marker).Answers<ServersResponse>();
        servers.MapPost("/", CreateServerAsync).Is(new("createServer", Rights.CreateServer) { OnServer = false })
            .TakesBody<ServerResponse>("The configuration. Members left out get defaults; those that the server makes are ignored.").Answers<ServerResponse>();
        servers.MapGet("/{serverid}/", GetServerAsync).Is(new("getServer", Rights.Servers | Rights.CreateServer)).Answers<ServerResponse>();
        servers.MapPut("/{serverid}/", UpdateServerAsync).Is(new("updateServer", Rights.CreateServer))
            .TakesBody<ServerResponse>("What to change. Members left out keep their values; those that the server makes are ignored.").Answers<ServerResponse>();
        servers.MapDelete("/{serverid}/", DeleteServerAsync).Is(new("deleteServer", Rights.CreateServer) { IsExtension = true }).AnswersNothing();
        servers.MapGet("/{serverid}/vash", GetServerVash).WithTags("Registration").Is(new("getServerVash", Rights.Sessions | Rights.Servers)).AnswersBytes("image/png");
    }

    /// <summary>Lists the servers that the calling role may see; none is an empty list.</summary>
    private static async Task<IResult> GetServersAsync(ApiCall call, ServerDirectory servers, CancellationToken cancellationToken)
    {
        var page = call.Part();
        if (page.Failed)
        {
            return page.Problem;
        }

        // A ServersResponse, but never whole in memory: with logos it may be 170 MB.
        var list = await servers.ListAsync(call.Role, page.Value.Limit, page.Value.Marker, cancellationToken);
        var items = servers.ReadAllAsync(list.Items, cancellationToken).Select(item => ServerResponse.From(item.Server, item.Figures));
        return new ListAnswer<ServerResponse>("servers", items, list.Total, ServerJson.Default.ServerResponse);
    }

    /// <summary>Makes a virtual server with a new identity key. Its creator gets root on it.</summary>
    private static async Task<IResult> CreateServerAsync(ApiCall call, ServerDirectory servers, CancellationToken cancellationToken)
    {
        var request = await ReadAsync(call, cancellationToken);
        if (request.Failed)
        {
            return request.Problem;
        }

        var server = await servers.CreateAsync(request.Value.ToServer(), call.Role, cancellationToken);
        return Answer.Json(ServerResponse.From(server, new(0, null)), ServerJson.Default.ServerResponse);
    }

    /// <summary>Reads a server's configuration.</summary>
    private static async Task<IResult> GetServerAsync(ApiCall call, ServerDirectory servers, CancellationToken cancellationToken) =>
        Answer.Json(
            ServerResponse.From(call.Server.Server, await servers.CountAsync(call.Server.Id, cancellationToken)), ServerJson.Default.ServerResponse);

    /// <summary>Changes a server's configuration. Members left out keep their values; id and key never change.</summary>
    private static async Task<IResult> UpdateServerAsync(ApiCall call, ServerDirectory servers, CancellationToken cancellationToken)
    {
        var request = await ReadAsync(call, cancellationToken);
        if (request.Failed)
        {
            return request.Problem;
        }

        return await servers.UpdateAsync(call.Server.Id, request.Value, call.Role, cancellationToken) is { } server
            ? Answer.Json(ServerResponse.From(server, await servers.CountAsync(server.Id, cancellationToken)), ServerJson.Default.ServerResponse)
            : Parameters.NoServer();
    }

    /// <summary>Deletes a server with all that is in it: users, accounts, sessions, attributes, permissions.</summary>
    private static async Task<IResult> DeleteServerAsync(ApiCall call, ServerDirectory servers, CancellationToken cancellationToken) =>
        await servers.DeleteAsync(call.Server.Id, call.Role, cancellationToken) ? Answer.Empty : Parameters.NoServer();

    /// <summary>Draws the visual hash of the server's identity as a PNG: the phone shows the same picture.</summary>
    private static IResult GetServerVash(ApiCall call) => Answer.Bytes(VashPng.Draw(ServerPicture.Of(call.Server.Server.PublicKey)), "image/png");

    private static async Task<Outcome<ServerRequest>> ReadAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var body = await StrictJson.ReadAsync(call.Request, ServerJson.Default.ServerRequest, cancellationToken);
        if (body.Failed)
        {
            return body.Problem;
        }

        var request = body.Value ?? new();
        return ServerRules.FindBroken(request) is { } broken ? ApiProblem.InvalidBody.ToResult($"The member {broken}.") : request;
    }
}
