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
        var (all, whose) = ("All attributes: names of 1 to 128 characters, values any JSON, 256 of them and 64 KiB in all.", Words(name));
        var unknown = name == "User" ? new[] { ApiProblem.UnknownUser } : [];
        set.MapGet("/", family.ReadAsync).Is(read with { Name = $"get{name}Attributes" }).WithSummary($"Reads all attributes of {whose} as one JSON object.")
            .Answers<AttributesBody>("application/json", "text/plain").Refuses(unknown);
        set.MapPost("/", family.ReplaceAsync).Is(write with { Name = $"set{name}Attributes" })
            .WithSummary($"Replaces all attributes of {whose}." + (name == "User" ? " A user who is missing is made." : ""))
            .NeedsBody<AttributesBody>(all).AnswersNothing();
        set.MapPut("/", family.MergeAsync).Is(write with { Name = $"update{name}Attributes" })
            .WithSummary($"Adds attributes to {whose}, and replaces those of the same name. All others stay.").NeedsBody<AttributesBody>(all).AnswersNothing().Refuses(unknown);
        set.MapDelete("/", family.ClearAsync).Is(write with { Name = $"delete{name}Attributes" })
            .WithSummary($"Deletes all attributes of {whose}.").AnswersNothing().Refuses(unknown);
        set.MapDelete("/{attributekey}", family.RemoveAsync).Is(write with { Name = $"delete{name}Attribute" })
            .WithSummary($"Deletes one attribute of {whose}.").AnswersNothing().Refuses([ApiProblem.UnknownAttribute, .. unknown]);
    }

    private static string Words(string name) => name switch
    {
        "User" => "a user",
        "Server" => "a server",
        "ServerPrivileged" => "a server that only global roles may see",
        _ => "the installation",
    };
}
