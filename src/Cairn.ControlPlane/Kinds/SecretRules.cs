using System.Text;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Objects;

namespace Cairn.ControlPlane.Kinds;

/// <summary>Secrets: <c>stringData</c> is written into <c>data</c>; some types need certain keys. No message shows a value.</summary>
internal sealed class SecretRules : IKindRules
{
    /// <inheritdoc/>
    public void Prepare(JsonObject value, JsonObject? old)
    {
        if (value["stringData"] is JsonObject texts)
        {
            JsonObject data = value.Map("data");
            foreach ((string key, JsonNode? text) in texts)
            {
                data[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text.Text() ?? ""));
            }
        }

        value.Remove("stringData");
        DataKeys.Normalize(value, "data");
        if (string.IsNullOrEmpty(value.Text("type")))
        {
            value["type"] = "Opaque";
        }
    }

    /// <inheritdoc/>
    public IEnumerable<FieldError> Validate(JsonObject value, JsonObject? old)
    {
        string type = value.Text("type") ?? "";
        if (old is not null && type != old.Text("type"))
        {
            yield return FieldError.Invalid("type", FieldError.Quote(type), "field is immutable");
        }

        foreach (FieldError error in DataKeys.Validate(value, "data").Concat(CheckType(type, value["data"]))
            .Concat(DataKeys.Sealed(value, old, "data")))
        {
            yield return error;
        }
    }

    private static IEnumerable<FieldError> CheckType(string type, JsonNode? data) => type switch
    {
        "kubernetes.io/tls" => Missing(data, "tls.crt", "tls.key"),
        "kubernetes.io/ssh-auth" => Missing(data, "ssh-privatekey"),
        "kubernetes.io/dockerconfigjson" => Missing(data, ".dockerconfigjson").Concat(NotJson(data, ".dockerconfigjson")),
        "kubernetes.io/dockercfg" => Missing(data, ".dockercfg").Concat(NotJson(data, ".dockercfg")),
        "kubernetes.io/basic-auth" when data.At("username") is null && data.At("password") is null => Missing(data, "username", "password"),
        _ => [],
    };

    private static IEnumerable<FieldError> Missing(JsonNode? data, params IEnumerable<string> keys) =>
        keys.Where(key => string.IsNullOrEmpty(data.Text(key)) && data.At(key) is null).Select(key => FieldError.Required($"data[{key}]"));

    private static IEnumerable<FieldError> NotJson(JsonNode? data, string key)
    {
        if (data.Text(key) is not { } encoded)
        {
            return [];
        }

        try
        {
            JsonText.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(encoded)), []);
            return [];
        }
        catch (JsonSyntaxException error)
        {
            return [FieldError.Invalid($"data[{key}]", "\"<secret contents redacted>\"", error.Message)];
        }
        catch (FormatException)
        {
            return [FieldError.Invalid($"data[{key}]", "\"<secret contents redacted>\"", "illegal base64 data")];
        }
    }
}
