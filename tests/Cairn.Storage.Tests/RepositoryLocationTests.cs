using CsCheck;

namespace Cairn.Storage.Tests;

public sealed class RepositoryLocationTests
{
    [Theory]
    [InlineData("/srv/backup", "/srv/backup")]
    [InlineData("local:/srv/backup", "/srv/backup")]
    [InlineData("local:with:colon", "with:colon")]
    [InlineData("relative/dir", "relative/dir")]
    [InlineData("../up", "../up")]
    [InlineData("/srv/with:colon", "/srv/with:colon")]
    public void Parse_of_a_directory_keeps_its_path(string text, string path)
    {
        var location = RepositoryLocation.Parse(text);
        Assert.Equal(RepositoryScheme.Local, location.Scheme);
        Assert.Equal(path, location.Path);
    }

    [Theory]
    [InlineData("s3:https://host:9000/bucket/a/b", "host:9000", "bucket", "a/b", false)]
    [InlineData("s3:http://host/bucket", "host", "bucket", "", true)]
    [InlineData("s3:http://host/bucket/", "host", "bucket", "", true)]
    [InlineData("s3:host/bucket/prefix/", "host", "bucket", "prefix", false)]
    [InlineData("s3:host:9000/bucket//x//y/", "host:9000", "bucket", "/x/y", false)]
    [InlineData("s3://host/bucket/a//b/./c/../d/", "host", "bucket", "a/b/d", false)]
    [InlineData("s3:s3.amazonaws.com/bucket", "s3.amazonaws.com", "bucket", "", false)]
    [InlineData("s3:https://host/bucket/with%20space?x=1", "host", "bucket", "with space", false)]
    public void Parse_of_a_bucket_takes_it_apart(string text, string endpoint, string bucket, string prefix, bool useHttp)
    {
        var location = RepositoryLocation.Parse(text);
        Assert.Equal(RepositoryScheme.S3, location.Scheme);
        Assert.Equal((endpoint, bucket, prefix, useHttp), (location.Endpoint, location.Bucket, location.Prefix, location.UseHttp));
    }

    [Theory]
    [InlineData("")]
    [InlineData("local:")]
    [InlineData("s3:")]
    [InlineData("s3:https://host")]
    [InlineData("s3:https://host/")]
    [InlineData("s3:/bucket/prefix")]
    [InlineData("s3:ho st/bucket")]
    [InlineData("foo:bar")]
    [InlineData("https://host/bucket")]
    public void Parse_of_what_cannot_be_meant_fails_with_Misconfigured(string text)
    {
        BackendException exception = Assert.Throws<BackendException>(() => RepositoryLocation.Parse(text));
        Assert.Equal(BackendErrorKind.Misconfigured, exception.Kind);
    }

    [Theory]
    [InlineData("rest:https://user:secret@host/")]
    [InlineData("sftp:user@host:/path")]
    [InlineData("b2:bucket:path")]
    [InlineData("swift:container:/path")]
    [InlineData("rclone:remote:path")]
    public void Parse_of_a_known_but_unsupported_scheme_says_which_are_supported(string text)
    {
        BackendException exception = Assert.Throws<BackendException>(() => RepositoryLocation.Parse(text));
        Assert.Contains("not supported yet", exception.Message, StringComparison.Ordinal);
        Assert.Contains("s3:https://host/bucket/prefix", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s3:https://key:secret@host/bucket/p")]
    [InlineData("s3:key:secret@host/bucket/p")]
    public void Credentials_in_an_address_are_dropped(string text) =>
        Assert.Equal("s3:https://host/bucket/p", RepositoryLocation.Parse(text).ToString());

    [Theory]
    [InlineData("foo:https://key:secret@host/bucket")]
    [InlineData("s3:https://key:secret@")]
    [InlineData("s3:https://key:secret@ho st/bucket")]
    public void Credentials_are_in_no_error_message(string text) =>
        Assert.DoesNotContain("secret", Assert.Throws<BackendException>(() => RepositoryLocation.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("azure:container:/path/to", RepositoryScheme.Azure, "container", "path/to")]
    [InlineData("azure:container:path", RepositoryScheme.Azure, "container", "path")]
    [InlineData("gs:bucket:/", RepositoryScheme.Gcs, "bucket", "")]
    [InlineData("gs:bucket:/a//b/../c/", RepositoryScheme.Gcs, "bucket", "a/c")]
    public void Parse_of_a_container_takes_it_apart(string text, RepositoryScheme scheme, string container, string prefix)
    {
        var location = RepositoryLocation.Parse(text);
        Assert.Equal((scheme, container, prefix), (location.Scheme, location.Bucket, location.Prefix));
        Assert.Equal(location, RepositoryLocation.Parse(location.ToString()));
        Assert.Equal($"{location.ToString().TrimEnd('/')}/x", location.Below("x").ToString());
    }

    [Theory]
    [InlineData("azure:")]
    [InlineData("azure:container")]
    [InlineData("azure::/path")]
    [InlineData("gs:bucket/path")]
    [InlineData("gs:a/b:/path")]
    public void Parse_of_a_container_without_name_or_path_says_what_to_write(string text) =>
        Assert.Contains(":/prefix", Assert.Throws<BackendException>(() => RepositoryLocation.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(null, "", "s3:https://s3.amazonaws.com/bucket")]
    [InlineData("", "/p/q/", "s3:https://s3.amazonaws.com/bucket/p/q")]
    [InlineData("minio:9000", "p", "s3:https://minio:9000/bucket/p")]
    [InlineData("http://minio:9000/", "p", "s3:http://minio:9000/bucket/p")]
    [InlineData("https://key:secret@minio", "p", "s3:https://minio/bucket/p")]
    public void OfS3_takes_what_a_specification_says(string? endpoint, string prefix, string expected) =>
        Assert.Equal(expected, RepositoryLocation.OfS3(endpoint, "bucket", prefix).ToString());

    [Theory]
    [InlineData("s3:https://host/bucket", "a/b", "s3:https://host/bucket/a/b")]
    [InlineData("s3:https://host/bucket/p", "/a/", "s3:https://host/bucket/p/a")]
    [InlineData("s3:https://host/bucket/p", "", "s3:https://host/bucket/p")]
    [InlineData("/srv/backup", "a/b", "/srv/backup/a/b")]
    public void Below_appends_a_path(string place, string path, string expected) =>
        Assert.Equal(expected, RepositoryLocation.Parse(place).Below(path).ToString());

    [Fact]
    public void Below_does_not_leave_the_place() =>
        Assert.Throws<ArgumentException>(() => RepositoryLocation.Parse("/srv/backup").Below("../other"));

    [Fact]
    public void ToString_of_any_bucket_parses_to_the_same_location() =>
        Gen.Select(Gen.String["abc./"], Gen.Bool).Sample((prefix, useHttp) =>
        {
            var location = RepositoryLocation.Parse($"s3:{(useHttp ? "http" : "https")}://host:1/bucket/{prefix}");
            Assert.Equal(location, RepositoryLocation.Parse(location.ToString()));
        });
}
