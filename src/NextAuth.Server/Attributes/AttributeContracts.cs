using System.Text.Json.Serialization;

namespace NextAuth.Server.Attributes;

/// <summary>A JSON object of attributes: names of 1 to 128 characters without control characters, values any JSON, 256 of them and 64 KiB in all.</summary>
/// <param name="Values">Its members, in the order in which they came.</param>
[JsonConverter(typeof(AttributesConverter))]
public sealed record AttributesBody(IReadOnlyList<AttributeValue> Values);
