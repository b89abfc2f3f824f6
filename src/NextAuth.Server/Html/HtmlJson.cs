using System.Text.Json;
using System.Text.Json.Serialization;

namespace NextAuth.Server.Html;

/// <summary>JSON of this slice. Strict: duplicate members, wrong types and nulls where a value is due are refused.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    NumberHandling = JsonNumberHandling.Strict,
    PropertyNameCaseInsensitive = false,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    MaxDepth = 32)]
[JsonSerializable(typeof(HtmlFooterBody))]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
internal sealed partial class HtmlJson : JsonSerializerContext;
