using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NextAuth.Server.ApiKeys;
using NextAuth.Server.Http;

namespace NextAuth.Server.Attributes;

/// <summary>REST contract, section 3: the attributes of Users, Servers and Global.</summary>
internal static class AttributeEndpoints
{
    public static void MapAttributes(this IEndpointRouteBuilder routes)
    {
        var server = routes.MapGroup("/servers/{serverid}");
        Map(
            server.MapGroup("/users/{userid}/attributes").WithTags("Users"),
            new(AttributeKind.User, keySegment: 5), "User", new("", Rights.Sessions | Rights.Users), new("", Rights.Users));
        Map(
            server.MapGroup("/attributes").WithTags("Servers"),
            new(AttributeKind.Server, keySegment: 3), "Server", new("", Rights.Servers), new("", Rights.Servers));

        var privileged = new ApiOperation("", Rights.Servers) { GloballyOnly = true };
        Map(server.MapGroup("/privilegedattributes").WithTags("Global"), new(AttributeKind.Privileged, keySegment: 3), "ServerPrivileged", privileged, privileged);

        var global = new ApiOperation("", Rights.Servers) { OnServer = false };
        Map(routes.MapGroup("/attributes").WithTags("Global"), new(AttributeKind.Global, keySegment: 1), "Global", global, global);
    }

    private static void Map(IEndpointRouteBuilder set, AttributeFamily family, string name, ApiOperation read, ApiOperation write)
    {
        Name(set.MapGet("/", family.ReadAsync), $"get{name}Attributes", read);
        Name(set.MapPost("/", family.ReplaceAsync), $"set{name}Attributes", write);
        Name(set.MapPut("/", family.MergeAsync), $"update{name}Attributes", write);
        Name(set.MapDelete("/", family.ClearAsync), $"delete{name}Attributes", write);
        Name(set.MapDelete("/{attributekey}", family.RemoveAsync), $"delete{name}Attribute", write);
    }

    private static void Name(RouteHandlerBuilder endpoint, string name, ApiOperation operation) =>
        endpoint.WithName(name).WithMetadata(operation with { Name = name });
}
