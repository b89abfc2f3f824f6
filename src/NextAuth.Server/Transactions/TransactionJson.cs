using System.Text.Json;
using System.Text.Json.Serialization;

namespace NextAuth.Server.Transactions;

/// <summary>JSON of this slice. Strict: duplicate members and wrong types are refused.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    NumberHandling = JsonNumberHandling.Strict,
    PropertyNameCaseInsensitive = false,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    MaxDepth = 32)]
[JsonSerializable(typeof(Transaction))]
[JsonSerializable(typeof(TransactionIdResponse))]
[JsonSerializable(typeof(TransactionResult))]
internal sealed partial class TransactionJson : JsonSerializerContext;
