namespace Cairn.EndToEnd.Tests;

/// <summary>The disk of the repository is full. A small file system in memory is that disk, and mounting one takes root.</summary>
public sealed class DiskFullTests(SharedServer server) : IDisposable
{
    private const int Storage = 23;

    private readonly Workplace _work = new(server);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Backup_onto_a_full_disk_fails_by_the_storage_and_works_once_there_is_room()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Mounting a small file system takes root.");
        string database = await server.LargeAsync(Token);
        string disk = Directory.CreateDirectory(Path.Combine(_work.Directory, "disk")).FullName;
        (await _work.ToolAsync("mount", ["-t", "tmpfs", "-o", "size=16m", "tmpfs", disk], Token)).MustExitWith(0);
        try
        {
            _work.Repository = Path.Combine(disk, "repo");
            await _work.InitAsync(Token);
            ProgramResult result = await _work.CairnAsync(["backup", "--from", Workplace.Url(database), "--compression", "off", "--pack-size", "4"], Token);
            result.MustExitWith(Storage, "Storage", "No space left on device", "Free space");
            await _work.MustHaveSnapshotsAsync(0, Token);

            (await _work.ToolAsync("mount", ["-o", "remount,size=300m", disk], Token)).MustExitWith(0);
            await _work.MustRecoverAsync(database, Token);
            Assert.Empty(_work.Files("locks"));
        }
        finally
        {
            (await _work.ToolAsync("umount", [disk], CancellationToken.None)).MustExitWith(0);
        }
    }
}
