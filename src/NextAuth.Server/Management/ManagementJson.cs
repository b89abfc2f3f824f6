using System.Text.Json;
using System.Text.Json.Serialization;

namespace NextAuth.Server.Management;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = 32)]
[JsonSerializable(typeof(ApiKeyResponse))]
[JsonSerializable(typeof(ApiKeysResponse))]
[JsonSerializable(typeof(PermissionsResponse))]
[JsonSerializable(typeof(RoleResponse))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class ManagementJson : JsonSerializerContext;
