using System.Security.Cryptography;
using System.Text;
using Cairn.ControlPlane.Errors;
using Microsoft.AspNetCore.Http;

namespace Cairn.ControlPlane.Security;

/// <summary>Finds out who sent a request, by its bearer token: the server's own token, or one of a ServiceAccount.</summary>
internal sealed class Authenticator(string token, AccountTokens accounts)
{
    private const string Scheme = "Bearer ";

    private readonly byte[] _token = SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Who sent a request; anonymous without a token.</summary>
    /// <exception cref="ApiException">Its token does not hold (401).</exception>
    public User Authenticate(HttpContext http)
    {
        string header = http.Request.Headers.Authorization.ToString();
        string sent = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : "";
        return sent.Length == 0 ? User.Anonymous
            : Find(sent, [AccountTokens.Audience], out _) ?? throw new ApiException(401, "Unauthorized", "Unauthorized");
    }

    /// <summary>Whose token it is, or null.</summary>
    /// <param name="sent">The token.</param>
    /// <param name="wanted">Whom it has to be meant for.</param>
    /// <param name="audiences">Whom it is meant for.</param>
    public User? Find(string sent, IReadOnlyList<string> wanted, out IReadOnlyList<string> audiences)
    {
        audiences = [AccountTokens.Audience];
        return CryptographicOperations.FixedTimeEquals(_token, SHA256.HashData(Encoding.UTF8.GetBytes(sent)))
            ? User.Admin : accounts.Find(sent, wanted, out audiences);
    }
}
