using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cairn.Api.Serialization;

/// <summary>Times of Kubernetes' own types, which have no place for an offset: they are UTC.</summary>
internal sealed class TimeConverter : JsonConverter<DateTime>
{
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TimeText.TryParse(reader.GetString(), out DateTimeOffset time)
            ? time.UtcDateTime
            : throw new JsonException("A time is written as 2026-01-31T23:59:59Z.");

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteStringValue(TimeText.Format(new DateTimeOffset(DateTime.SpecifyKind(value, DateTimeKind.Utc))));
}
