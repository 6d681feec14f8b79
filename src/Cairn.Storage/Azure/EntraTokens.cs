using System.Net.Http.Json;
using System.Text.Json;
using Azure.Core;

namespace Cairn.Storage.Azure;

/// <summary>
/// Gets tokens for an <see cref="AzureIdentity"/> by OAuth's client credentials. Azure.Identity would bring more ways (managed identities, Azure CLI) and
/// with it the whole of Microsoft's authentication library.
/// </summary>
internal sealed class EntraTokens(AzureIdentity identity, HttpClient http, TimeProvider time) : TokenCredential, IDisposable
{
    /// <summary>A token is not used in its last minutes, so that it does not end during a long upload's queueing.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private AccessToken? _token;

    /// <inheritdoc/>
    public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_token is not { } token || token.ExpiresOn < time.GetUtcNow() + Margin)
            {
                _token = token = await RequestAsync(string.Join(' ', requestContext.Scopes), cancellationToken);
            }

            return token;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Never called by the asynchronous operations that we use.</summary>
    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Only asynchronous operations are used.");

    public void Dispose() => _turn.Dispose();

    private async Task<AccessToken> RequestAsync(string scope, CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent(await ClaimAsync(scope, cancellationToken));
        using HttpResponseMessage answer = await http.PostAsync(
            new Uri($"{identity.AuthorityHost.TrimEnd('/')}/{identity.TenantId}/oauth2/v2.0/token"), form, cancellationToken);
        JsonElement body;
        try
        {
            body = await answer.Content.ReadFromJsonAsync(EntraJsonContext.Default.JsonElement, cancellationToken);
        }
        catch (JsonException) when (!answer.IsSuccessStatusCode)
        {
            body = default;
        }

        if (answer.IsSuccessStatusCode && body.TryGetProperty("access_token", out JsonElement token) && body.TryGetProperty("expires_in", out JsonElement life))
        {
            return new AccessToken(token.GetString() ?? "", time.GetUtcNow().AddSeconds(life.GetDouble()));
        }

        // The first line names what is wrong; further ones are trace ids.
        string reason = body.ValueKind == JsonValueKind.Object && body.TryGetProperty("error_description", out JsonElement text)
            ? (text.GetString() ?? "").Split('\n')[0].Trim()
            : $"status {(int)answer.StatusCode}";
        bool isTransient = (int)answer.StatusCode is 429 or >= 500;
        throw new BackendException(
            isTransient ? BackendErrorKind.Transient : BackendErrorKind.AccessDenied,
            $"Microsoft Entra gives no token to {identity}: {reason} Check AZURE_TENANT_ID, AZURE_CLIENT_ID and the federated credential or secret.");
    }

    private async Task<Dictionary<string, string>> ClaimAsync(string scope, CancellationToken cancellationToken)
    {
        var claim = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = identity.ClientId,
            ["scope"] = scope,
        };
        if (identity.FederatedTokenFile is { } file)
        {
            claim["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
            claim["client_assertion"] = await ReadAsync(file, cancellationToken);
        }
        else
        {
            claim["client_secret"] = identity.ClientSecret ?? "";
        }

        return claim;
    }

    private static async Task<string> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return (await File.ReadAllTextAsync(file, cancellationToken)).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BackendException(
                BackendErrorKind.Misconfigured, $"The token file {file} (AZURE_FEDERATED_TOKEN_FILE) cannot be read: {exception.Message}", exception);
        }
    }
}
