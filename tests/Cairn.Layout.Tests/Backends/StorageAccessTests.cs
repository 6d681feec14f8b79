using System.Text;
using Cairn.Api.Storage;
using Cairn.Layout.Backends;
using Cairn.Storage;

namespace Cairn.Layout.Tests.Backends;

public sealed class StorageAccessTests
{
    private const string Password = "do-not-show-me";

    private static readonly Dictionary<string, byte[]> Keys = new()
    {
        ["AWS_ACCESS_KEY_ID"] = "id"u8.ToArray(),
        ["AWS_SECRET_ACCESS_KEY"] = Encoding.UTF8.GetBytes(Password + "\n"),
    };

    [Theory]
    [InlineData("http://minio.demo.svc:9000/", "http://minio.demo.svc:9000")]
    [InlineData("https://s3.eu-central-1.amazonaws.com", "https://s3.eu-central-1.amazonaws.com")]
    [InlineData("minio.demo.svc:9000", "https://minio.demo.svc:9000")]
    [InlineData("", "https://s3.eu-west-3.amazonaws.com")]
    public void Of_S3_endpoint_with_and_without_scheme_is_the_same_kind_of_place(string endpoint, string server)
    {
        S3Location place = new() { Endpoint = endpoint, Bucket = "kubestash", Prefix = "/backup/demo/", Region = "eu-west-3", SecretName = "keys" };

        StorageAccess access = StorageAccess.Of(Storage(new StorageLocation { Provider = "s3", S3 = place }), Keys);

        Assert.Equal($"s3:{server}/kubestash/backup/demo", access.Location);
        Assert.Equal($"s3:{server}/kubestash/backup/demo/postgres/repository/v1/daily/dump",
            access.LocationOf("/postgres//repository/v1/daily/dump").ToString());
    }

    [Fact]
    public void Of_S3_without_prefix_starts_at_the_root_of_the_bucket()
    {
        StorageAccess access = StorageAccess.Of(
            Storage(new StorageLocation { S3 = new S3Location { Endpoint = "http://127.0.0.1:9", Bucket = "b", SecretName = "keys" } }), Keys);

        Assert.Equal("s3:http://127.0.0.1:9/b", access.Location);
        Assert.Equal("s3:http://127.0.0.1:9/b/dir", access.LocationOf("dir").ToString());
    }

    [Theory]
    [InlineData("ftp://host")]
    [InlineData("https://host/path")]
    [InlineData("https://user:pass@host")]
    [InlineData("https://host?x=y")]
    [InlineData("not a host")]
    public void Of_S3_endpoint_that_is_no_server_names_the_field(string endpoint)
    {
        S3Location place = new() { Endpoint = endpoint, Bucket = "b", SecretName = "keys" };

        BackendException failure = Assert.Throws<BackendException>(() => StorageAccess.Of(Storage(new StorageLocation { S3 = place }), Keys));

        Assert.Contains("spec.storage.s3.endpoint", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pass", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_S3_without_its_key_names_Secret_and_key_and_shows_no_value()
    {
        S3Location place = new() { Bucket = "b", SecretName = "keys" };
        Dictionary<string, byte[]> half = new() { ["AWS_ACCESS_KEY_ID"] = Encoding.UTF8.GetBytes(Password) };

        BackendException failure = Assert.Throws<BackendException>(() => StorageAccess.Of(Storage(new StorageLocation { S3 = place }), half));

        Assert.Contains("BackupStorage demo/store: the Secret 'keys' has no key AWS_SECRET_ACCESS_KEY", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_S3_whose_Secret_is_not_there_says_so()
    {
        BackendException failure = Assert.Throws<BackendException>(
            () => StorageAccess.Of(Storage(new StorageLocation { S3 = new S3Location { Bucket = "b", SecretName = "keys" } }), null));

        Assert.Contains("the Secret 'keys' is not there", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_S3_without_a_Secret_leaves_credentials_to_the_identity_of_the_process()
    {
        StorageAccess access = StorageAccess.Of(Storage(new StorageLocation { S3 = new S3Location { Bucket = "b" } }), null);

        Assert.Equal("s3:https://s3.amazonaws.com/b", access.Location);
    }

    [Fact]
    public void ToString_shows_no_credentials()
    {
        StorageAccess access = StorageAccess.Of(Storage(new StorageLocation { S3 = new S3Location { Bucket = "b", SecretName = "keys" } }), Keys);

        Assert.DoesNotContain(Password, access.ToString(), StringComparison.Ordinal);
        Assert.Contains("demo/store", access.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_local_directory_is_where_the_volume_is_for_this_process()
    {
        LocalLocation place = new() { MountPath = "/backups", SubPath = "never/part/of/it" };
        BackupStorage storage = Storage(new StorageLocation { Provider = "local", Local = place });

        Assert.Equal("/backups/demo/x", StorageAccess.Of(storage, null).LocationOf("/demo/x").ToString());
        Assert.Equal("/pods/7/v/demo/x", StorageAccess.Of(storage, null, path => path.Replace("/backups", "/pods/7/v", StringComparison.Ordinal))
            .LocationOf("/demo/x").ToString());
        Assert.True(StorageAccess.IsVolume(storage));
    }

    [Fact]
    public void Of_provider_that_differs_from_the_field_that_is_set_is_refused()
    {
        StorageLocation place = new() { Provider = "gcs", S3 = new S3Location { Bucket = "b" } };

        BackendException failure = Assert.Throws<BackendException>(() => StorageAccess.Of(Storage(place), null));

        Assert.Contains("spec.storage.provider is 'gcs', but spec.storage.s3 is set", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_places_in_one_storage_is_refused()
    {
        StorageLocation place = new() { S3 = new S3Location { Bucket = "b" }, Local = new LocalLocation { MountPath = "/x" } };

        BackendException failure = Assert.Throws<BackendException>(() => StorageAccess.Of(Storage(place), null));

        Assert.Contains("s3 and local", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s3")]
    [InlineData("local")]
    [InlineData("none")]
    public void Of_place_that_lacks_what_it_needs_names_the_field(string kind)
    {
        (StorageLocation place, string field) = kind switch
        {
            "s3" => (new StorageLocation { S3 = new S3Location() }, "spec.storage.s3.bucket"),
            "local" => (new StorageLocation { Local = new LocalLocation { MountPath = "relative" } }, "spec.storage.local.mountPath"),
            _ => (new StorageLocation(), "none of s3, gcs, azure and local"),
        };

        BackendException failure = Assert.Throws<BackendException>(() => StorageAccess.Of(Storage(place), null));

        Assert.Contains(field, failure.Message, StringComparison.Ordinal);
    }

    private static BackupStorage Storage(StorageLocation place) => new()
    {
        Metadata = new() { Name = "store", NamespaceProperty = "demo" },
        Spec = new BackupStorageSpec { Storage = place },
    };
}
