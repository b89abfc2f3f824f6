using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace NextAuth.Server.Attributes;

/// <summary>
/// Reads an object member by member into the JSON that is stored: numbers digit by digit as they came, texts in one spelling, no white space, no name twice on any level
/// (readers differ in which of two they take).
/// </summary>
internal sealed class AttributesConverter : JsonConverter<AttributesBody>
{
    // Answers are no HTML; escaping all but ASCII would make most scripts three times as long.
    private static readonly JsonWriterOptions Spelling = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public override AttributesBody Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        var values = new List<AttributeValue>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var buffer = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(buffer, Spelling);
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            values.Add(ReadMember(ref reader, names, buffer, writer));
        }

        return new(values);
    }

    public override void Write(Utf8JsonWriter writer, AttributesBody value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var attribute in value.Values)
        {
            // Names are encoded here, for the writer's own encoder escapes more than the sizes were measured by.
            writer.WritePropertyName(Encode(attribute.Key));
            writer.WriteRawValue(attribute.Json, skipInputValidation: true);
        }

        writer.WriteEndObject();
    }

    private static JsonEncodedText Encode(string name) => JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

    private static AttributeValue ReadMember(ref Utf8JsonReader reader, HashSet<string> names, ArrayBufferWriter<byte> buffer, Utf8JsonWriter writer)
    {
        var key = Name(ref reader, names);
        string? text;
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        try
        {
            reader.Read();
            text = reader.TokenType is JsonTokenType.String ? reader.GetString() : null;
            Copy(ref reader, writer);
        }
        catch (JsonException refused)
        {
            // The serializer would only say that the whole of it is wrong.
            throw new JsonException(refused.Message, $"$.{key}", refused.LineNumber, refused.BytePositionInLine, refused);
        }

        writer.Flush();

        var json = Encoding.UTF8.GetString(buffer.WrittenSpan);
        text ??= json;

        // "name":value, with two quotes, a colon, and a comma or a brace.
        var size = Encode(key).EncodedUtf8Bytes.Length + buffer.WrittenCount + 4;
        return new(key, json, text.Length <= AttributeValue.MaxText ? text : null, size);
    }

    private static string Name(ref Utf8JsonReader reader, HashSet<string> names)
    {
        var name = reader.GetString()!;
        return names.Add(name) ? name : throw new JsonException(null, $"$.{name}", null, null);
    }

    private static void Copy(ref Utf8JsonReader reader, Utf8JsonWriter writer)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                CopyObject(ref reader, writer);
                break;
            case JsonTokenType.StartArray:
                writer.WriteStartArray();
                while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
                {
                    Copy(ref reader, writer);
                }

                writer.WriteEndArray();
                break;
            case JsonTokenType.String:
                // Refuses half a surrogate pair, which no UTF-8 can hold.
                writer.WriteStringValue(reader.GetString());
                break;
            default:
                writer.WriteRawValue(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan, skipInputValidation: true);
                break;
        }
    }

    private static void CopyObject(ref Utf8JsonReader reader, Utf8JsonWriter writer)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        writer.WriteStartObject();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            writer.WritePropertyName(Name(ref reader, names));
            reader.Read();
            Copy(ref reader, writer);
        }

        writer.WriteEndObject();
    }
}
