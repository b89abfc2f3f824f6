using System.Text.Json;
using System.Text.Json.Serialization;

namespace NextAuth.Load.Servers;

/// <summary>What getSession answers (REST contract, section 4).</summary>
internal sealed record LoginStatus
{
    public required bool Loggedin { get; init; }

    public required bool Canprovoke { get; init; }

    public required string Hsid { get; init; }

    public required byte[] Loginqrdata { get; init; }

    public string? Userid { get; init; }

    public long? Accountid { get; init; }

    public byte[]? Pk { get; init; }
}

/// <summary>A virtual server, as far as this driver makes and reads one.</summary>
internal sealed record VirtualServer
{
    public required string ServerName { get; init; }

    public string? Serverid { get; init; }

    public byte[]? Serverpk { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LoginStatus))]
[JsonSerializable(typeof(Dictionary<string, LoginStatus>))]
[JsonSerializable(typeof(VirtualServer))]
internal sealed partial class RestJson : JsonSerializerContext;
