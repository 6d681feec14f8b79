namespace Cairn.Storage.Tests;

public sealed class BackendSettingsTests
{
    [Fact]
    public void FromEnvironment_reads_restics_variables()
    {
        var variables = new Dictionary<string, string>
        {
            ["AWS_ACCESS_KEY_ID"] = "id",
            ["AWS_SECRET_ACCESS_KEY"] = "secret",
            ["AWS_SESSION_TOKEN"] = "",
            ["AWS_REGION"] = "eu-west-1",
            ["RESTIC_CACERT"] = "/ca.pem",
        };
        var settings = BackendSettings.FromEnvironment(name => variables.GetValueOrDefault(name));
        var expected = new BackendSettings
        {
            AccessKeyId = "id",
            SecretAccessKey = "secret",
            S3Region = "eu-west-1",
            CaCertificateFile = "/ca.pem",
        };
        Assert.Equal(expected, settings);
    }

    [Fact]
    public void FromEnvironment_prefers_the_default_region_as_restic_does()
    {
        var settings = BackendSettings.FromEnvironment(name => name is "AWS_DEFAULT_REGION" or "AWS_REGION" ? name : null);
        Assert.Equal("AWS_DEFAULT_REGION", settings.S3Region);
    }

    [Fact]
    public void ToString_shows_no_credentials()
    {
        var settings = new BackendSettings { AccessKeyId = "my-id", SecretAccessKey = "my-secret", SessionToken = "my-token" };
        Assert.DoesNotContain("my-", settings.ToString(), StringComparison.Ordinal);
    }
}
