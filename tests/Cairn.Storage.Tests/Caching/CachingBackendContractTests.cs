using Cairn.Storage.Caching;
using Cairn.Testing;
using Cairn.Testing.Backends;

namespace Cairn.Storage.Tests.Caching;

public sealed class CachingBackendContractTests : BackendContractTests
{
    private readonly TempDirectory _directory = new();

    protected override ValueTask<IBackend> OpenEmptyAsync()
    {
        var settings = new BackendSettings { Cache = new CacheSettings { Directory = _directory["cache"] } };
        return ValueTask.FromResult(BackendFactory.Wrap(new MemoryBackend(), settings, null, TimeProvider.System));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }
}
