using System.Runtime.InteropServices;
using Cairn.Restic.Keys;
using Cairn.Restic.Locks;
using Cairn.Storage;
using Cairn.Testing;

namespace Cairn.Restic.Tests.Interop;

/// <summary>Keys and locks of the real restic are ours, and ours are restic's.</summary>
public sealed class KeyAndLockInteropTests : IDisposable
{
    private const string OtherPassword = "second password, with ümlaut";

    private readonly TempDirectory _directory = new();

    // restic asks whether a process lives by sending it SIGHUP, which here is the process of the tests.
    private readonly PosixSignalRegistration _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => signal.Cancel = true);

    public static TheoryData<string> Programs => [.. ResticProgram.Installed];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _hangUp.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Key_that_restic_adds_opens_for_us_and_is_listed(string program)
    {
        await using ResticRepository repository = await InitAsync();
        using TempDirectory words = new();
        string file = Path.Combine(words.Path, "password");
        await File.WriteAllTextAsync(file, OtherPassword + "\n", Token);
        await new ResticProgram(program, _directory.Path).RunAsync(Token, "key", "add", "--new-password-file", file);

        await using ResticRepository opened = await OpenAsync(OtherPassword);
        Assert.Equal(repository.Config, opened.Config);
        Assert.NotEqual(repository.Keys.Current, opened.Keys.Current);
        Assert.Equal([repository.Keys.Current, opened.Keys.Current], (await repository.Keys.ListAsync(Token)).Select(key => key.Id));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Key_that_we_add_opens_for_restic_which_lists_and_removes_it(string program)
    {
        await using ResticRepository repository = await InitAsync();
        KeyId added = await repository.Keys.AddAsync(OtherPassword, Token);
        ResticProgram other = new(program, _directory.Path) { Password = OtherPassword };
        string list = await other.RunAsync(Token, "key", "list");
        Assert.Contains("*" + added.ToString()[..8], list, StringComparison.Ordinal);
        Assert.Contains(Environment.UserName, list, StringComparison.Ordinal);
        Assert.Contains(repository.Keys.Current.ToString()[..8], list, StringComparison.Ordinal);

        await new ResticProgram(program, _directory.Path).RunAsync(Token, "key", "remove", added.ToString());
        RepositoryException failure = await Assert.ThrowsAsync<RepositoryException>(() => OpenAsync(OtherPassword));
        Assert.Equal(RepositoryErrorKind.WrongPassword, failure.Kind);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Restic_lists_our_lock_respects_it_and_removes_it_only_when_told(string program)
    {
        await using ResticRepository repository = await InitAsync();
        await using RepositoryLock held = await AcquireAsync(repository, exclusive: true);
        LockId id = (await repository.Locks.ListAsync(Token)).Single().Id;
        ResticProgram restic = new(program, _directory.Path);
        Assert.Contains(id.ToString(), await restic.RunAsync(Token, "list", "locks", "--no-lock"), StringComparison.Ordinal);

        (int code, string words) = await restic.TryRunAsync(Token, "snapshots");
        Assert.NotEqual(0, code);
        Assert.Contains("locked exclusively", words, StringComparison.Ordinal);
        Assert.Contains($"PID {Environment.ProcessId}", words, StringComparison.Ordinal);

        // Its holder lives: this process. So only all locks together take it away.
        await restic.RunAsync(Token, "unlock");
        Assert.Single(await repository.Locks.ListAsync(Token));
        await restic.RunAsync(Token, "unlock", "--remove-all");
        Assert.Empty(await repository.Locks.ListAsync(Token));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Restic_removes_our_lock_when_its_process_is_gone(string program)
    {
        await using ResticRepository repository = await InitAsync();
        LockHolder gone = LockHolder.Current with { ProcessId = 4_194_305 };
        LockOptions options = TestRepository.Lock with { Exclusive = true, Holder = gone };
        await using RepositoryLock left = await RepositoryLock.AcquireAsync(repository, options, Token);
        await new ResticProgram(program, _directory.Path).RunAsync(Token, "unlock");
        Assert.Empty(await repository.Locks.ListAsync(Token));
    }

    /// <summary>A restic that backs up from a pipe nobody writes to holds its lock for as long as the pipe is open.</summary>
    [Theory]
    [MemberData(nameof(Programs))]
    public async Task We_see_and_respect_the_lock_of_a_restic_that_runs(string program)
    {
        await using ResticRepository repository = await InitAsync();
        ResticProgram restic = new(program, _directory.Path);
        using var silence = new SilentStream();
        Task backup = restic.BackUpAsync(silence, Token);
        (LockId Id, LockFile? File, string? Problem)[] locks = [];
        while (locks.Length == 0 && !backup.IsCompleted)
        {
            locks = [.. await repository.Locks.ListAsync(Token)];
        }

        Assert.False(backup.IsCompleted);
        (_, LockFile? file, string? problem) = Assert.Single(locks);
        Assert.Null(problem);
        Assert.False(file!.Exclusive);
        Assert.Equal(Environment.MachineName, file.Hostname);
        Assert.NotEqual(Environment.ProcessId, file.ProcessId);

        RepositoryException failure = await Assert.ThrowsAsync<RepositoryException>(() => AcquireAsync(repository, exclusive: true));
        Assert.Equal(RepositoryErrorKind.Locked, failure.Kind);
        Assert.Contains($"process {file.ProcessId}", failure.Message, StringComparison.Ordinal);
        await using (await AcquireAsync(repository, exclusive: false))
        {
            Assert.Equal(0, await repository.Locks.UnlockAsync(all: false, Token));
        }

        silence.Speak("select 1;");
        await backup;
        Assert.Empty(await repository.Locks.ListAsync(Token));
    }

    private static Task<RepositoryLock> AcquireAsync(ResticRepository repository, bool exclusive) =>
        RepositoryLock.AcquireAsync(repository, TestRepository.Lock with { Exclusive = exclusive }, Token);

    private Task<ResticRepository> InitAsync() => ResticRepository.InitAsync(Open(), TestRepository.Password, TestRepository.Settings, Token);

    private Task<ResticRepository> OpenAsync(string password) => ResticRepository.OpenAsync(Open(), password, TestRepository.Settings, Token);

    private IBackend Open() =>
        BackendFactory.Open(RepositoryLocation.Parse(_directory.Path), new BackendSettings(), onRetry: null, TimeProvider.System);
}
