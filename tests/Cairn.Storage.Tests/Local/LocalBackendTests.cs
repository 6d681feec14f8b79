using System.Diagnostics;
using Cairn.Storage.Local;
using Cairn.Testing;
using Cairn.Testing.Backends;

namespace Cairn.Storage.Tests.Local;

public sealed class LocalBackendTests : IAsyncDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly LocalBackend _backend;

    public LocalBackendTests() => _backend = new LocalBackend(_directory["repository"]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _backend.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task SaveAsync_writes_restics_default_layout()
    {
        await _backend.CreateAsync(Cancel);
        foreach (FileKind kind in Enum.GetValues<FileKind>())
        {
            await SaveAsync(kind, 10, 1);
        }

        string name = TestFile.Create(FileKind.Pack, 10, 1).Handle.Name;
        string[] expected =
            ["config", $"data/{name[..2]}/{name}", $"index/{name}", $"keys/{name}", $"locks/{name}", $"snapshots/{name}"];
        Assert.Equal(expected, Files());
    }

    [Fact]
    public async Task Files_and_directories_are_for_their_owner_only()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no Unix modes.");
        await _backend.CreateAsync(Cancel);
        TestFile file = await SaveAsync(FileKind.Pack, 10, 1);
        string path = PathOf(file);
        const UnixFileMode forOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(forOwner, File.GetUnixFileMode(path));
        Assert.Equal(forOwner | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(path)!));
        Assert.Equal(forOwner | UnixFileMode.UserExecute, File.GetUnixFileMode(_directory["repository/keys"]));
        Assert.Equal(forOwner | UnixFileMode.UserExecute, File.GetUnixFileMode(_directory["repository"]));
    }

    [Fact]
    public async Task ListAsync_leaves_out_strangers_temporary_files_links_and_misplaced_packs()
    {
        await _backend.CreateAsync(Cancel);
        TestFile kept = await SaveAsync(FileKind.Pack, 10, 1);
        string name = TestFile.Create(FileKind.Pack, 10, 2).Handle.Name;
        string folder = Directory.CreateDirectory(_directory[$"repository/data/{name[..2]}"]).FullName;
        string misplaced = Directory.CreateDirectory(_directory["repository/data/zz"]).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, name + "-tmp-1234"), "x", Cancel);
        await File.WriteAllTextAsync(Path.Combine(folder, "README"), "x", Cancel);
        await File.WriteAllTextAsync(Path.Combine(misplaced, name), "x", Cancel);
        await File.WriteAllTextAsync(_directory[$"repository/data/{name}"], "x", Cancel);
        File.CreateSymbolicLink(Path.Combine(folder, name), PathOf(kept));
        Directory.CreateSymbolicLink(_directory["repository/data/00"], folder);
        Assert.Equal([kept.Handle], await ListAsync(FileKind.Pack));
    }

    [Fact]
    public async Task ListAsync_of_a_missing_kind_is_empty_but_of_a_missing_repository_fails()
    {
        Directory.CreateDirectory(_directory["repository"]);
        Assert.Empty(await ListAsync(FileKind.Snapshot));
        Assert.Empty(await ListAsync(FileKind.Pack));
        Directory.Delete(_directory["repository"]);
        BackendException exception = await Assert.ThrowsAsync<BackendException>(() => ListAsync(FileKind.Snapshot));
        Assert.Equal(BackendErrorKind.NotFound, exception.Kind);
        Assert.Contains(_directory["repository"], exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SaveAsync_without_the_repositorys_directory_fails_instead_of_making_it()
    {
        BackendException exception = await Assert.ThrowsAsync<BackendException>(() => SaveAsync(FileKind.Pack, 10, 1));
        Assert.Equal(BackendErrorKind.NotFound, exception.Kind);
        Assert.False(Directory.Exists(_directory["repository"]));
    }

    [Fact]
    public async Task SaveAsync_that_fails_leaves_no_temporary_file()
    {
        await _backend.CreateAsync(Cancel);
        TestFile file = TestFile.Create(FileKind.Index, 10, 1);

        // A directory under the file's name: the rename is the step that fails, after everything was written.
        Directory.CreateDirectory(PathOf(file));
        await Assert.ThrowsAsync<BackendException>(() => _backend.SaveAsync(file.Handle, file.Sequence, Cancel));
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Leftovers_that_are_old_are_counted_and_removed_and_nothing_else_is()
    {
        await _backend.CreateAsync(Cancel);
        TestFile kept = await SaveAsync(FileKind.Pack, 10, 1);
        string suffix = $"-tmp-{Guid.NewGuid():N}";
        string[] old = [PathOf(kept) + suffix, _directory[$"repository/config{suffix}"], _directory[$"repository/locks/{new string('a', 64)}{suffix}"]];
        string[] others = [PathOf(kept) + "-tmp-young" + suffix, _directory["repository/keys/mine-tmp-1"], PathOf(kept)];
        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
        foreach (string path in old.Concat(others))
        {
            await File.AppendAllTextAsync(path, "12345", Cancel);
            File.SetLastWriteTimeUtc(path, path == others[0] ? now : now.AddDays(-2));
        }

        DateTimeOffset before = TimeProvider.System.GetUtcNow().AddDays(-1);
        Assert.Equal(new Leftovers(3, 15), await _backend.RemoveLeftoversAsync(before, dryRun: true, Cancel));
        Assert.All(old, path => Assert.True(File.Exists(path)));
        await using IBackend wrapped = BackendFactory.Wrap(
            new LocalBackend(_directory["repository"]), new BackendSettings { UploadLimitKiB = 1000 }, null, TimeProvider.System);
        Assert.Equal(new Leftovers(3, 15), await wrapped.RemoveLeftoversAsync(before, dryRun: false, Cancel));
        Assert.All(old, path => Assert.False(File.Exists(path)));
        Assert.All(others, path => Assert.True(File.Exists(path)));
        Assert.Equal(default, await wrapped.RemoveLeftoversAsync(before, dryRun: false, Cancel));
    }

    [Fact]
    public async Task SaveAsync_is_never_seen_half_done()
    {
        await _backend.CreateAsync(Cancel);
        TestFile file = TestFile.Create(FileKind.Pack, 8 * 1024 * 1024, 1);
        Task save = _backend.SaveAsync(file.Handle, file.InSegments(64 * 1024), Cancel);
        long? seen = null;
        while (!save.IsCompleted)
        {
            seen = await _backend.StatAsync(file.Handle, Cancel);
            Assert.True(seen is null or 8 * 1024 * 1024, $"A file of {seen} bytes was seen.");
        }

        await save;
        Assert.Equal(8 * 1024 * 1024, await _backend.StatAsync(file.Handle, Cancel));
    }

    [Fact]
    public async Task A_temporary_file_of_a_killed_process_disturbs_nothing()
    {
        await _backend.CreateAsync(Cancel);
        TestFile file = await SaveAsync(FileKind.Snapshot, 100, 1);
        await File.WriteAllBytesAsync(PathOf(file) + "-tmp-0123456789abcdef", file.Content[..50], Cancel);
        await _backend.SaveAsync(file.Handle, file.Sequence, Cancel);
        Assert.Equal([file.Handle], await ListAsync(FileKind.Snapshot));
        Assert.Equal(file.Content, await _backend.LoadAllAsync(file.Handle, 100, Cancel));
    }

    [Fact]
    public async Task A_file_nobody_may_read_fails_with_AccessDenied()
    {
        Assert.SkipWhen(Environment.UserName == "root", "Root may read everything.");
        await _backend.CreateAsync(Cancel);
        TestFile file = await SaveAsync(FileKind.Key, 10, 1);
        File.SetUnixFileMode(PathOf(file), UnixFileMode.None);
        BackendException exception = await Assert.ThrowsAsync<BackendException>(() => _backend.LoadAllAsync(file.Handle, 10, Cancel));
        Assert.Equal(BackendErrorKind.AccessDenied, exception.Kind);
    }

    [Fact]
    public async Task SaveAsync_on_a_full_disk_fails_with_OutOfSpace_and_leaves_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Mounting a small file system needs root on Linux.");
        string mountPoint = Directory.CreateDirectory(_directory["small"]).FullName;
        await RunAsync("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mountPoint);
        try
        {
            await using var backend = new LocalBackend(mountPoint);
            await backend.CreateAsync(Cancel);
            TestFile file = TestFile.Create(FileKind.Pack, 2 * 1024 * 1024, 1);
            BackendException exception = await Assert.ThrowsAsync<BackendException>(
                () => backend.SaveAsync(file.Handle, file.InSegments(100_000), Cancel));
            Assert.Equal(BackendErrorKind.OutOfSpace, exception.Kind);
            Assert.Contains("Free space", exception.Message, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFiles(mountPoint, "*", SearchOption.AllDirectories));

            TestFile small = TestFile.Create(FileKind.Pack, 1000, 2);
            await backend.SaveAsync(small.Handle, small.Sequence, Cancel);
            Assert.Equal(1000, await backend.StatAsync(small.Handle, Cancel));
        }
        finally
        {
            await RunAsync("umount", mountPoint);
        }
    }

    [Fact]
    public async Task SaveAsync_on_a_read_only_disk_fails_with_AccessDenied()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Mounting a small file system needs root on Linux.");
        string mountPoint = Directory.CreateDirectory(_directory["small"]).FullName;
        await RunAsync("mount", "-t", "tmpfs", "-o", "size=1m,ro", "tmpfs", mountPoint);
        try
        {
            await using var backend = new LocalBackend(mountPoint);
            BackendException exception = await Assert.ThrowsAsync<BackendException>(() => backend.CreateAsync(Cancel));
            Assert.Equal(BackendErrorKind.AccessDenied, exception.Kind);
        }
        finally
        {
            await RunAsync("umount", mountPoint);
        }
    }

    private async Task<TestFile> SaveAsync(FileKind kind, int size, int seed)
    {
        TestFile file = TestFile.Create(kind, size, seed);
        await _backend.SaveAsync(file.Handle, file.Sequence, Cancel);
        return file;
    }

    private async Task<List<FileHandle>> ListAsync(FileKind kind)
    {
        var files = new List<FileHandle>();
        await foreach (StoredFile file in _backend.ListAsync(kind, Cancel))
        {
            files.Add(file.Handle);
        }

        return files;
    }

    private string PathOf(TestFile file) => Path.Combine(_backend.Location, RepositoryLayout.PathOf(file.Handle));

    private string[] Files() =>
    [
        .. Directory.GetFiles(_backend.Location, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_backend.Location, path))
            .Order(StringComparer.Ordinal),
    ];

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(TestTools.Find(program), arguments);
        await process.WaitForExitAsync(Cancel);
        Assert.Equal(0, process.ExitCode);
    }
}
