using Cairn.Worker.Mounts;

namespace Cairn.Worker.Tests.Mounts;

public sealed class MountMapTests
{
    [Theory]
    [InlineData("/backups", "/real/1")]
    [InlineData("/backups/x/y", "/real/1/x/y")]
    [InlineData("/backups/deep/z", "/real/2/z")]
    [InlineData("/backups-else", "/backups-else")]
    [InlineData("/elsewhere", "/elsewhere")]
    public void Resolve_path_below_a_mount_is_where_the_volume_is(string path, string expected)
    {
        MountMap map = MountMap.Read(_ => """{"/backups": "/real/1/", "/backups/deep": "/real/2"}""");

        Assert.Equal(expected, map.Resolve(path));
    }

    [Fact]
    public void Read_without_the_variable_leaves_paths_as_they_are() => Assert.Equal("/a/b", MountMap.Read(_ => null).Resolve("/a/b"));

    [Theory]
    [InlineData("no json")]
    [InlineData("[1]")]
    [InlineData("{\"/a\": 1}")]
    public void Read_variable_that_is_no_map_is_refused(string text) => Assert.Throws<RunException>(() => MountMap.Read(_ => text));
}
