using System.Text.Json;
using System.Text.Json.Serialization;

namespace NextAuth.Protocol.Messages;

/// <summary>Writes an enum as its name in camel case, and reads nothing else: a number is refused.</summary>
internal sealed class CamelCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
