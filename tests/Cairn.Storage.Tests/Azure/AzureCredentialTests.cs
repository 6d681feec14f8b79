using System.Buffers;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Cairn.Storage.Azure;
using Cairn.Storage.Clouds;
using Cairn.Testing;
using Cairn.Testing.Servers;

namespace Cairn.Storage.Tests.Azure;

/// <summary>Each way to prove who one is, and what is said when it does not work.</summary>
public sealed class AzureCredentialTests(AzureFixture fixture) : IDisposable
{
    private readonly TempDirectory _directory = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_wrong_key_is_refused_with_what_to_check_and_without_the_key()
    {
        string wrong = Convert.ToBase64String(new byte[64]);
        AzureOptions options = (await fixture.NewContainerAsync()) with { AccountKey = wrong };
        BackendException failure = await FailAsync(options);
        Assert.Equal(BackendErrorKind.AccessDenied, failure.Kind);
        Assert.Contains("Check the account's name and key", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(wrong, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_none_is_refused_before_anything_is_sent_and_not_repeated()
    {
        AzureOptions options = (await fixture.NewContainerAsync()) with { AccountKey = "not base64!" };
        BackendException failure = Assert.Throws<BackendException>(() => new AzureObjectStore(options, TimeProvider.System));
        Assert.Equal(BackendErrorKind.Misconfigured, failure.Kind);
        Assert.DoesNotContain("not base64!", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_credentials_or_no_account_are_said_to_be_missing_by_the_names_of_their_variables()
    {
        AzureOptions options = (await fixture.NewContainerAsync()) with { AccountKey = null };
        BackendException none = Assert.Throws<BackendException>(() => new AzureObjectStore(options, TimeProvider.System));
        Assert.Contains("AZURE_ACCOUNT_KEY", none.Message, StringComparison.Ordinal);
        BackendException noAccount = Assert.Throws<BackendException>(
            () => new AzureObjectStore(options with { Endpoint = null, AccountName = null }, TimeProvider.System));
        Assert.Contains("AZURE_ACCOUNT_NAME", noAccount.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_container_is_not_found_and_named()
    {
        await using var store = new AzureObjectStore(await fixture.NewContainerAsync(), TimeProvider.System);
        BackendException failure = await Assert.ThrowsAsync<BackendException>(
            () => store.SaveAsync("x", new ReadOnlySequence<byte>(new byte[1]), Token));
        Assert.Equal(BackendErrorKind.NotFound, failure.Kind);
        Assert.Contains("The container does not exist", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shared_access_signature_is_enough()
    {
        AzureOptions options = await fixture.NewContainerAsync();
        AzuriteServer server = await fixture.GetServerAsync();
        string signature = SignatureOf(server, TimeProvider.System.GetUtcNow().AddHours(1));
        await MustWorkAsync(options with { AccountKey = null, AccountSas = $"?{signature}" });
        string over = SignatureOf(server, TimeProvider.System.GetUtcNow().AddHours(-1));
        BackendException failure = await FailAsync(options with { AccountKey = null, AccountSas = over });
        Assert.Equal(BackendErrorKind.AccessDenied, failure.Kind);
    }

    /// <summary>The authority is ours, and azurite looks only at a token's form: this shows the way of a token, not that Microsoft would give one.</summary>
    [Fact]
    public async Task Workload_identity_brings_the_clusters_token_to_the_authority_and_its_token_to_the_storage()
    {
        var certificate = TestCertificate.Create(_directory.Path, "azure", TimeProvider.System);
        await using AzuriteServer server = await AzuriteServer.StartAsync(certificate, Token);
        string file = _directory["federated"];
        await File.WriteAllTextAsync(file, "token-of-the-cluster\n", Token);
        using var authority = new HttpListener();
        string address = $"http://127.0.0.1:{LoopbackPort.FindFree()}/";
        authority.Prefixes.Add(address);
        authority.Start();
        Task<string> asked = GiveTokenAsync(authority);
        var options = new AzureOptions
        {
            Container = "container",
            Endpoint = server.Endpoint,
            AccountName = server.AccountName,
            Http = new HttpSettings { CaCertificateFile = certificate.CertificateFile },
            Identity = new AzureIdentity { TenantId = "my-tenant", ClientId = "my-client", FederatedTokenFile = file, AuthorityHost = address },
        };
        await MustWorkAsync(options);
        string request = await asked;
        Assert.StartsWith("/my-tenant/oauth2/v2.0/token grant_type=client_credentials", request, StringComparison.Ordinal);
        Assert.Contains("client_assertion=token-of-the-cluster", request, StringComparison.Ordinal);
        Assert.Contains("scope=https%3A%2F%2Fstorage.azure.com%2F.default", request, StringComparison.Ordinal);
    }

    private static async Task MustWorkAsync(AzureOptions options)
    {
        await using var store = new AzureObjectStore(options, TimeProvider.System);
        await store.CreateAsync(Token);
        await store.SaveAsync("x", new ReadOnlySequence<byte>(new byte[10]), Token);
        Assert.Equal(10, await store.StatAsync("x", Token));
    }

    private static async Task<BackendException> FailAsync(AzureOptions options)
    {
        await using var store = new AzureObjectStore(options, TimeProvider.System);
        return await Assert.ThrowsAsync<BackendException>(() => store.SaveAsync("x", new ReadOnlySequence<byte>(new byte[1]), Token));
    }

    /// <summary>Answers one request for a token, and gives its path and body.</summary>
    private static async Task<string> GiveTokenAsync(HttpListener authority)
    {
        HttpListenerContext context = await authority.GetContextAsync();
        using var reader = new StreamReader(context.Request.InputStream);
        string body = await reader.ReadToEndAsync(Token);
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        string claims = $$"""
            {"aud":"https://storage.azure.com","iss":"https://sts.windows.net/ab1f708d-50f6-404c-a006-d71b2ac7a606/","iat":{{now}},"nbf":{{now - 60}},
            "exp":{{now + 3600}},"scp":"user_impersonation","oid":"23657296-5cd5-45b0-a809-d972a7f4dfe1","tid":"ab1f708d-50f6-404c-a006-d71b2ac7a606"}
            """;
        string token = $"{Base64Url("""{"alg":"RS256","typ":"JWT"}""")}.{Base64Url(claims)}.{Base64Url("no signature")}";
        byte[] answer = Encoding.UTF8.GetBytes($$"""{"token_type":"Bearer","expires_in":3600,"access_token":"{{token}}"}""");
        context.Response.ContentType = "application/json";
        await context.Response.OutputStream.WriteAsync(answer, Token);
        context.Response.Close();
        return $"{context.Request.RawUrl} {body}";
    }

    private static string Base64Url(string text) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>A signature for everything in the account's blob service, by the rules of the service.</summary>
    private static string SignatureOf(AzuriteServer server, DateTimeOffset end)
    {
        const string version = "2021-12-02";
        const string rights = "rwdlac";
        string expiry = end.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        string text = $"{server.AccountName}\n{rights}\nb\nsco\n\n{expiry}\n\nhttps,http\n{version}\n\n";
        byte[] hash = HMACSHA256.HashData(Convert.FromBase64String(server.AccountKey), Encoding.UTF8.GetBytes(text));
        return $"sv={version}&ss=b&srt=sco&sp={rights}&se={Uri.EscapeDataString(expiry)}&spr={Uri.EscapeDataString("https,http")}"
            + $"&sig={Uri.EscapeDataString(Convert.ToBase64String(hash))}";
    }
}
