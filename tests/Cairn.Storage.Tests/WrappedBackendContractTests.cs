using Cairn.Testing.Backends;

namespace Cairn.Storage.Tests;

/// <summary>The whole stack of wrappers over memory, with limits far above what the tests move.</summary>
public sealed class WrappedBackendContractTests : BackendContractTests
{
    protected override ValueTask<IBackend> OpenEmptyAsync()
    {
        var settings = new BackendSettings { UploadLimitKiB = 1_000_000, DownloadLimitKiB = 1_000_000 };
        return ValueTask.FromResult(BackendFactory.Wrap(new MemoryBackend { Connections = 2 }, settings, null, TimeProvider.System));
    }
}
