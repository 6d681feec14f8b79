using System.Text.Json;
using Google;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Responses;

namespace Cairn.Storage.Gcs;

/// <summary>
/// Gets access tokens: the one that was given; or for the credentials that were given; or for the application default credentials of this process
/// (GOOGLE_APPLICATION_CREDENTIALS, gcloud's file, the metadata server with its workload identity).
/// </summary>
internal sealed class GcsTokens(GcsOptions options) : IDisposable
{
    private const string Scope = "https://www.googleapis.com/auth/devstorage.full_control";
    private const string Hint = " Check GOOGLE_APPLICATION_CREDENTIALS, or the service account of this machine.";

    private readonly SemaphoreSlim _turn = new(1, 1);
    private GoogleCredential? _credential;

    /// <summary>A token that is valid for some minutes, or null when requests are to carry none. Fails like a backend.</summary>
    public async Task<string?> GetAsync(CancellationToken cancellationToken)
    {
        if (options.AccessToken is { } token)
        {
            return token;
        }

        bool isGiven = options.CredentialsJson is not null || options.CredentialsFile is not null;
        if (options.Endpoint is not null && !isGiven)
        {
            return null;
        }

        try
        {
            GoogleCredential credential = await CredentialAsync(cancellationToken);
            return await credential.UnderlyingCredential.GetAccessTokenForRequestAsync(cancellationToken: cancellationToken);
        }
        catch (TokenResponseException exception)
        {
            throw new BackendException(
                BackendErrorKind.AccessDenied, $"Google gives no token: {exception.Error?.ErrorDescription ?? exception.Error?.Error}.{Hint}", exception);
        }
        catch (Exception exception) when (exception is InvalidOperationException or GoogleApiException)
        {
            throw new BackendException(
                BackendErrorKind.AccessDenied, $"There are no credentials for Google: {exception.Message.TrimEnd('.')}.{Hint}", exception);
        }
    }

    private async Task<GoogleCredential> CredentialAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return _credential ??= (await LoadAsync(cancellationToken)).CreateScoped(Scope);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<GoogleCredential> LoadAsync(CancellationToken cancellationToken)
    {
        if (options.CredentialsJson is { } json)
        {
            // Only keys: other kinds name files and addresses that are read with the rights of this process, and the text may be somebody else's.
            return Parse(json, JsonCredentialParameters.ServiceAccountCredentialType);
        }

        if (options.CredentialsFile is not { } file)
        {
            return await GoogleCredential.GetApplicationDefaultAsync(cancellationToken);
        }

        try
        {
            return Parse(await File.ReadAllTextAsync(file, cancellationToken), kind: null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BackendException(
                BackendErrorKind.Misconfigured, $"The credentials file {file} (GOOGLE_APPLICATION_CREDENTIALS) cannot be read: {exception.Message}", exception);
        }
    }

    private static GoogleCredential Parse(string json, string? kind)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            kind ??= document.RootElement.GetProperty("type").GetString();
            return CredentialFactory.FromJson(json, kind);
        }
        catch (Exception exception) when (
            exception is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException or FormatException)
        {
            // Without the cause, whose message may quote the key.
            throw new BackendException(
                BackendErrorKind.Misconfigured, "The Google credentials are not valid: they must be a service account's key, or in a file of this machine, "
                    + "another kind of credential, as JSON.");
        }
    }

    public void Dispose() => _turn.Dispose();
}
