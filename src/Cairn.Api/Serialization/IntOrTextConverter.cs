using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using k8s.Models;

namespace Cairn.Api.Serialization;

/// <summary>
/// Values that are a number or a text, such as ports. The client's type holds both as text and writes the text "80" as the
/// number 80, which is another port: this converter remembers which texts look like numbers and are none.
/// </summary>
internal sealed class IntOrTextConverter : JsonConverter<IntOrString>
{
    private static readonly ConditionalWeakTable<IntOrString, object> Texts = [];

    public override IntOrString Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            IntOrString text = reader.GetString()!;
            if (TryGetNumber(text, out _))
            {
                Texts.Add(text, Texts);
            }

            return text;
        }

        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long number)
            ? number
            : throw new JsonException("Either an integer or a text is needed.");
    }

    public override void Write(Utf8JsonWriter writer, IntOrString value, JsonSerializerOptions options)
    {
        if (TryGetNumber(value, out long number) && !Texts.TryGetValue(value, out _))
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteStringValue(value.Value);
        }
    }

    private static bool TryGetNumber(IntOrString value, out long number) =>
        long.TryParse(value.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
}
