using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cairn.Api.Serialization;

/// <summary>Times of Cairn's own types.</summary>
internal sealed class OffsetTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TimeText.TryParse(reader.GetString(), out DateTimeOffset time)
            ? time
            : throw new JsonException("A time is written as 2026-01-31T23:59:59Z.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(TimeText.Format(value));
}
