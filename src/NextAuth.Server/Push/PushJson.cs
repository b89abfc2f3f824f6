using System.Text.Json;
using System.Text.Json.Serialization;
using NextAuth.Server.Push.Apns;
using NextAuth.Server.Push.Fcm;
using NextAuth.Server.Push.WebPush;

namespace NextAuth.Server.Push;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TypedCode))]
[JsonSerializable(typeof(EndpointSecret))]
[JsonSerializable(typeof(VapidHeader))]
[JsonSerializable(typeof(VapidClaims))]
[JsonSerializable(typeof(FcmRequest))]
[JsonSerializable(typeof(FcmRefusal))]
[JsonSerializable(typeof(ApnsHeader))]
[JsonSerializable(typeof(ApnsClaims))]
[JsonSerializable(typeof(ApnsRequest))]
[JsonSerializable(typeof(ApnsRefusal))]
internal sealed partial class PushJson : JsonSerializerContext;
