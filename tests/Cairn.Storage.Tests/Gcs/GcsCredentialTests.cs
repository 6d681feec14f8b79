using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cairn.Storage.Gcs;
using Cairn.Testing;

namespace Cairn.Storage.Tests.Gcs;

/// <summary>Each way to prove who one is, as far as no server of Google's is needed, and what is said when it does not work.</summary>
public sealed class GcsCredentialTests(GcsFixture fixture) : IDisposable
{
    private readonly TempDirectory _directory = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_wrong_token_is_refused_with_what_to_check_and_without_the_token()
    {
        BackendException failure = await FailAsync(fixture.NewBucket() with { AccessToken = "wrong-token" });
        Assert.Equal(BackendErrorKind.AccessDenied, failure.Kind);
        Assert.Contains("GOOGLE_APPLICATION_CREDENTIALS", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-token", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("{}")]
    [InlineData("""{"type":"service_account","client_email":"a@b","private_key":"secret-key"}""")]
    [InlineData("""{"type":"external_account","credential_source":{"file":"/etc/passwd"}}""")]
    public async Task A_text_that_is_no_key_of_a_service_account_is_refused_without_quoting_it(string json)
    {
        BackendException failure = await FailAsync(fixture.NewBucket() with { AccessToken = null, CredentialsJson = json });
        Assert.Equal(BackendErrorKind.Misconfigured, failure.Kind);
        Assert.DoesNotContain("secret-key", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_exchanged_for_a_token_at_the_address_that_is_in_it()
    {
        // The server knows no tokens; that it was asked shows in its answer.
        using var key = RSA.Create(2048);
        string json = new JsonObject
        {
            ["type"] = "service_account",
            ["client_email"] = "cairn@project.example",
            ["private_key"] = key.ExportPkcs8PrivateKeyPem(),
            ["token_uri"] = $"{fixture.Server.Endpoint}/token",
        }.ToJsonString(new JsonSerializerOptions());
        await File.WriteAllTextAsync(_directory["key.json"], json, Token);
        BackendException byText = await FailAsync(fixture.NewBucket() with { AccessToken = null, CredentialsJson = json });
        BackendException byFile = await FailAsync(fixture.NewBucket() with { AccessToken = null, CredentialsFile = _directory["key.json"] });
        Assert.All([byText, byFile], failure =>
        {
            Assert.Equal(BackendErrorKind.AccessDenied, failure.Kind);
            Assert.Contains("Google gives no token", failure.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        BackendException failure = await FailAsync(fixture.NewBucket() with { AccessToken = null, CredentialsFile = _directory["missing"] });
        Assert.Equal(BackendErrorKind.Misconfigured, failure.Kind);
        Assert.Contains(_directory["missing"], failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_bucket_is_made_only_with_a_project_and_is_named_otherwise()
    {
        GcsOptions options = fixture.NewBucket() with { ProjectId = null };
        BackendException failure = await FailAsync(options);
        Assert.Equal(BackendErrorKind.NotFound, failure.Kind);
        Assert.Contains("GOOGLE_PROJECT_ID", failure.Message, StringComparison.Ordinal);
        await using var store = new GcsObjectStore(options, TimeProvider.System);
        BackendException save = await Assert.ThrowsAsync<BackendException>(
            () => store.SaveAsync("x", new ReadOnlySequence<byte>(new byte[1]), Token));
        Assert.Equal(BackendErrorKind.NotFound, save.Kind);
        Assert.Contains("The bucket does not exist", save.Message, StringComparison.Ordinal);
    }

    private static async Task<BackendException> FailAsync(GcsOptions options)
    {
        await using var store = new GcsObjectStore(options, TimeProvider.System);
        return await Assert.ThrowsAsync<BackendException>(() => store.CreateAsync(Token));
    }
}
