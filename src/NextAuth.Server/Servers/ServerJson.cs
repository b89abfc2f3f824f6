using System.Text.Json;
using System.Text.Json.Serialization;

namespace NextAuth.Server.Servers;

/// <summary>JSON of this slice. Strict: duplicate members and wrong types are refused.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.Strict,
    PropertyNameCaseInsensitive = false,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    MaxDepth = 32)]
[JsonSerializable(typeof(ServerRequest))]
[JsonSerializable(typeof(ServerResponse))]
[JsonSerializable(typeof(ServersResponse))]
internal sealed partial class ServerJson : JsonSerializerContext;
