using System.Text.Json;
using System.Text.Json.Serialization;

namespace NextAuth.Server.Phone;

/// <summary>The outline of any message: enough to answer one whose type this version does not know.</summary>
internal sealed record MessageOutline
{
    public required string Type { get; init; }

    public long? Id { get; init; }
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    NumberHandling = JsonNumberHandling.Strict,
    PropertyNameCaseInsensitive = false,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false,
    MaxDepth = 16)]
[JsonSerializable(typeof(MessageOutline))]
internal sealed partial class PhoneJson : JsonSerializerContext;
