using System.Text.Json;
using System.Text.Json.Serialization;

namespace NextAuth.Server.Users;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UsersResponse))]
internal sealed partial class UserJson : JsonSerializerContext;
