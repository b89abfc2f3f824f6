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
    private const string DefaultName = "nextAuth";

    public static void MapServers(this IEndpointRouteBuilder routes)
    {
        var servers = routes.MapGroup("/servers").WithTags("Servers");

        servers.MapPost("/", CreateServerAsync).WithName("createServer")
            .WithMetadata(new ApiOperation("createServer", Rights.CreateServer) { OnServer = false });
        servers.MapGet("/{serverid}", GetServerAsync).WithName("getServer")
            .WithMetadata(new ApiOperation("getServer", Rights.Servers | Rights.CreateServer));
        servers.MapGet("/{serverid}/vash", GetServerVash).WithName("getServerVash").WithTags("Registration")
            .WithMetadata(new ApiOperation("getServerVash", Rights.Sessions | Rights.Servers));
    }

    /// <summary>Makes a virtual server with a new identity key. Its creator gets root on it.</summary>
    private static async Task<IResult> CreateServerAsync(ApiCall call, ServerDirectory servers, CancellationToken cancellationToken)
    {
        var body = await StrictJson.ReadAsync(call.Request, ServerJson.Default.ServerRequest, cancellationToken);
        if (body.Failed)
        {
            return body.Problem;
        }

        var request = body.Value ?? new();
        if (ServerRules.FindBroken(request) is { } broken)
        {
            return ApiProblem.InvalidBody.ToResult($"The member {broken}.");
        }

        var server = await servers.CreateAsync(Template(request), call.Role, cancellationToken);
        return Answer.Json(ServerResponse.From(server, new(0, null)), ServerJson.Default.ServerResponse);
    }

    /// <summary>Reads a server's configuration.</summary>
    private static async Task<IResult> GetServerAsync(ApiCall call, ServerDirectory servers, CancellationToken cancellationToken) =>
        Answer.Json(
            ServerResponse.From(call.Server.Server, await servers.CountAsync(call.Server.Id, cancellationToken)), ServerJson.Default.ServerResponse);

    /// <summary>Draws the visual hash of the server's identity as a PNG: the phone shows the same picture.</summary>
    private static IResult GetServerVash(ApiCall call) => Answer.Bytes(VashPng.Draw(ServerPicture.Of(call.Server.Server.PublicKey)), "image/png");

    // Id and key are replaced by the directory.
    private static VirtualServer Template(ServerRequest request) => new()
    {
        Id = default,
        PublicKey = [],
        ServerName = request.ServerName ?? DefaultName,
        Logo = request.Logo ?? "",
        PinTimeout = request.PinTimeout ?? -1,
        PinTransTimeout = request.PinTransTimeout ?? -1,
        PingTime = request.PingTime ?? 0,
        ServerFlags = request.ServerFlags ?? [],
        Siteurl = request.Siteurl,
        Wsurl = request.Wsurl,
        Appname = request.Appname,
        Appurl = request.Appurl,
        Appandroid = request.Appandroid,
        Appios = request.Appios,
    };
}
