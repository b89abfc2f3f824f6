using System.Text.Json;
using System.Text.Json.Serialization;

namespace NextAuth.Server.Attributes;

/// <summary>JSON of this slice. Duplicates and depth are checked by <see cref="AttributesConverter"/> and the reader.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, MaxDepth = 32)]
[JsonSerializable(typeof(AttributesBody))]
internal sealed partial class AttributeJson : JsonSerializerContext;
