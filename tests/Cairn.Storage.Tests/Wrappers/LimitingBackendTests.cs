using Cairn.Storage.Wrappers;
using Cairn.Testing.Backends;
using Microsoft.Extensions.Time.Testing;

namespace Cairn.Storage.Tests.Wrappers;

public sealed class LimitingBackendTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_more_operations_run_than_there_are_connections()
    {
        var time = new FakeTimeProvider();
        var faulty = new FaultyBackend(new MemoryBackend { Connections = 3 }, time);
        faulty.Add(new BackendFault(BackendOperation.Stat) { Calls = int.MaxValue, Delay = TimeSpan.FromSeconds(10) });
        await using var backend = new LimitingBackend(faulty);
        Task[] calls = [.. Enumerable.Range(0, 8).Select(_ => backend.StatAsync(FileHandle.Config, Cancel))];
        Assert.Equal(3, faulty.Calls.Count);
        while (!calls.All(call => call.IsCompleted))
        {
            time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
            Assert.True(faulty.Calls.Count - calls.Count(call => call.IsCompleted) <= 3, "More than three calls run at a time.");
        }

        await Task.WhenAll(calls);
        Assert.Equal(8, faulty.Calls.Count);
    }

    [Fact]
    public async Task A_failed_operation_gives_its_connection_back()
    {
        var faulty = new FaultyBackend(new MemoryBackend { Connections = 1 });
        faulty.Add(new BackendFault(BackendOperation.Stat) { Error = BackendErrorKind.Permanent });
        await using var backend = new LimitingBackend(faulty);
        await Assert.ThrowsAsync<BackendException>(() => backend.StatAsync(FileHandle.Config, Cancel));
        Assert.Null(await backend.StatAsync(FileHandle.Config, Cancel));
    }

    [Fact]
    public async Task A_single_connection_is_enough_to_load_while_listing()
    {
        var memory = new MemoryBackend { Connections = 1 };
        TestFile[] files = [TestFile.Create(FileKind.Index, 10, 1), TestFile.Create(FileKind.Index, 10, 2)];
        foreach (TestFile file in files)
        {
            memory.Files[file.Handle] = file.Content;
        }

        await using var backend = new LimitingBackend(memory);
        int loaded = 0;
        await foreach (StoredFile file in backend.ListAsync(FileKind.Index, Cancel))
        {
            await backend.LoadAllAsync(file.Handle, 10, Cancel);
            loaded++;
        }

        Assert.Equal(2, loaded);
    }
}
