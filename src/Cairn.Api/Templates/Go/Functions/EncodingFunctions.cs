using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Cairn.Api.Templates.Go.Formatting;

namespace Cairn.Api.Templates.Go.Functions;

/// <summary>JSON, Base64 and check sums. Source: sprig's documentation, "Encoding Functions" and "Cryptographic and Security Functions".</summary>
internal static class EncodingFunctions
{
    public static TemplateFunction[] All { get; } =
    [
        new("toJson", 1, 1, arguments => GoJson.Write(arguments[0], arguments.Budget)),
        new("toPrettyJson", 1, 1, arguments => GoJson.Write(arguments[0], arguments.Budget, indent: "  ")),
        new("toRawJson", 1, 1, arguments => GoJson.Write(arguments[0], arguments.Budget, escapesHtml: false)),
        new("fromJson", 1, 1, arguments => GoJson.Read(arguments.Text(0), arguments.Budget)),
        new("b64enc", 1, 1, arguments => arguments.Budget.Charge(Convert.ToBase64String(Encoding.UTF8.GetBytes(arguments.Text(0))))),
        new("b64dec", 1, 1, arguments => Base64.IsValid(arguments.Text(0))
            ? arguments.Budget.Charge(Encoding.UTF8.GetString(Convert.FromBase64String(arguments.Text(0)))) : throw arguments.Fault("the text is not Base64")),
        new("sha256sum", 1, 1, arguments => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(arguments.Text(0))))),
        new("sha512sum", 1, 1, arguments => Convert.ToHexStringLower(SHA512.HashData(Encoding.UTF8.GetBytes(arguments.Text(0))))),
    ];
}
