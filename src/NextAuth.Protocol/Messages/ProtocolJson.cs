using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace NextAuth.Protocol.Messages;

/// <summary>
/// JSON of hellos, requests and records (docs/protocol/messages.md, section 4): UTF-8, camel case, members without a value left out, unknown members ignored,
/// known ones refused when they come twice, 16 levels deep at most.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(CamelCaseEnum<LoginDecision>), typeof(CamelCaseEnum<LoginOutcome>), typeof(CamelCaseEnum<EnrolOutcome>), typeof(CamelCaseEnum<PushKind>), typeof(CamelCaseEnum<TransactionAction>), typeof(CamelCaseEnum<PushEndpointKind>)],
    AllowDuplicateProperties = false,
    AllowOutOfOrderMetadataProperties = true,
    NumberHandling = JsonNumberHandling.Strict,
    PropertyNameCaseInsensitive = false,
    RespectNullableAnnotations = true,
    MaxDepth = 16)]
[JsonSerializable(typeof(LoginHello))]
[JsonSerializable(typeof(EnrolHello))]
[JsonSerializable(typeof(AccountHello))]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(EnrolRequest))]
[JsonSerializable(typeof(OpenRequest))]
[JsonSerializable(typeof(ServerMessage))]
[JsonSerializable(typeof(PhoneMessage))]
[JsonSerializable(typeof(MessageHead))]
[JsonSerializable(typeof(Push))]
[JsonSerializable(typeof(WakeUp))]
public sealed partial class ProtocolJson : JsonSerializerContext
{
    /// <summary>Reads a message; <see langword="false"/> when it is malformed, of an unknown type, or lacks a member.</summary>
    public static bool TryRead<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type, [NotNullWhen(true)] out T? message)
        where T : class
    {
        message = null;
        if (json.Length > ProtocolLimits.MaxMessageSize)
        {
            return false;
        }

        try
        {
            message = JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException)
        {
            // From outside: an ordinary refusal.
        }
        catch (NotSupportedException)
        {
            // A polymorphic message that does not say its type.
        }

        return message is not null;
    }

    /// <summary>Writes a message.</summary>
    public static byte[] Write<T>(T message, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(message, type);
}
