using Cairn.Storage;

namespace Cairn.Layout.Tests;

public sealed class StoragePathsTests
{
    [Theory]
    [InlineData("/postgres", "postgres/repository.yaml")]
    [InlineData("postgres/", "postgres/repository.yaml")]
    [InlineData("//backup//postgres/./x/", "backup/postgres/x/repository.yaml")]
    [InlineData("", "repository.yaml")]
    public void RepositoryFile_slashes_and_dots_do_not_count(string directory, string expected) =>
        Assert.Equal(expected, StoragePaths.RepositoryFile(directory));

    [Theory]
    [InlineData("..")]
    [InlineData("a/../../b")]
    [InlineData("a\0b")]
    public void Join_path_that_leads_out_is_refused(string directory)
    {
        BackendException failure = Assert.Throws<BackendException>(() => StoragePaths.Join(directory));

        Assert.Equal(BackendErrorKind.Misconfigured, failure.Kind);
    }

    [Theory]
    [InlineData("v1", "repository/v1/daily/dump")]
    [InlineData("", "repository/daily/dump")]
    [InlineData(null, "repository/daily/dump")]
    public void Component_version_of_old_layouts_is_left_out(string? version, string expected) =>
        Assert.Equal(expected, StoragePaths.Component(version, "daily", "dump"));

    [Fact]
    public void SnapshotFile_lies_beside_the_restic_repositories() =>
        Assert.Equal("postgres/snapshots/demo-1.yaml", StoragePaths.SnapshotFile("/postgres", "demo-1"));
}
