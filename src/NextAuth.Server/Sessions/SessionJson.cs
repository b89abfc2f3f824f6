using System.Text.Json;
using System.Text.Json.Serialization;

namespace NextAuth.Server.Sessions;

/// <summary>JSON of this slice. Strict: duplicate members, wrong types and nulls where a value is due are refused.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.Strict,
    PropertyNameCaseInsensitive = false,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    MaxDepth = 32)]
[JsonSerializable(typeof(UserContext))]
[JsonSerializable(typeof(LoginStatus))]
internal sealed partial class SessionJson : JsonSerializerContext;
