using System.Text.Json;
using System.Text.Json.Serialization;

namespace NextAuth.Server.Push;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(TypedCode))]
internal sealed partial class PushJson : JsonSerializerContext;
