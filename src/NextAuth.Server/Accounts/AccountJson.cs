using System.Text.Json;
using System.Text.Json.Serialization;

namespace NextAuth.Server.Accounts;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AccountResponse))]
[JsonSerializable(typeof(AccountsResponse))]
internal sealed partial class AccountJson : JsonSerializerContext;
