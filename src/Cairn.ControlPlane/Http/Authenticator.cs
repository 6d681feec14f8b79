using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Microsoft.AspNetCore.Http;

namespace Cairn.ControlPlane.Http;

/// <summary>Lets a request in by its bearer token. There is one token, whose holder may do everything.</summary>
internal sealed class Authenticator(string token)
{
    private static readonly string[] OpenPaths = ["/healthz", "/livez", "/readyz", "/version"];

    private readonly byte[] _token = SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Checks a request.</summary>
    /// <exception cref="ApiException">Its token is wrong (401), or it has none where one is needed (403).</exception>
    public void Check(HttpContext http)
    {
        string header = http.Request.Headers.Authorization.ToString();
        string path = http.Request.Path.Value ?? "/";
        if (header.Length == 0)
        {
            if (!OpenPaths.Any(open => path == open || path.StartsWith(open + "/", StringComparison.Ordinal)))
            {
                throw new ApiException(403, "Forbidden",
                    $"forbidden: User \"system:anonymous\" cannot {Verb(http.Request.Method)} path \"{path}\"", new JsonObject());
            }

            return;
        }

        bool isKnown = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(_token, SHA256.HashData(Encoding.UTF8.GetBytes(header["Bearer ".Length..].Trim())));
        if (!isKnown)
        {
            throw new ApiException(401, "Unauthorized", "Unauthorized");
        }
    }

    private static string Verb(string method) => method switch { "PUT" => "put", _ => method.ToLowerInvariant() };
}
