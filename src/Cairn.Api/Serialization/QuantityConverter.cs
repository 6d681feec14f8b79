using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using k8s.Models;

namespace Cairn.Api.Serialization;

/// <summary>Quantities such as 1.5Gi. They are written as they were read, not in the client's normal form (1536Mi).</summary>
internal sealed class QuantityConverter : JsonConverter<ResourceQuantity>
{
    public override ResourceQuantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        bool isNumber = reader.TokenType == JsonTokenType.Number;
        string? text = isNumber ? Encoding.UTF8.GetString(reader.ValueSpan)
            : reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return QuantityText.IsValid(text)
            ? new WrittenQuantity(text!, isNumber)
            : throw new JsonException("A quantity is a number with a unit, such as 500m or 1.5Gi.");
    }

    public override void Write(Utf8JsonWriter writer, ResourceQuantity value, JsonSerializerOptions options)
    {
        if (value is WrittenQuantity { IsNumber: true } number)
        {
            writer.WriteRawValue(number.Text, skipInputValidation: false);
        }
        else
        {
            writer.WriteStringValue(value is WrittenQuantity written ? written.Text : value.ToString());
        }
    }

    private sealed class WrittenQuantity(string text, bool isNumber) : ResourceQuantity(text)
    {
        public string Text { get; } = text;

        public bool IsNumber { get; } = isNumber;
    }
}
