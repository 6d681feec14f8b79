using Cairn.Testing.Backends;

namespace Cairn.Storage.Tests;

public sealed class MemoryBackendContractTests : BackendContractTests
{
    protected override ValueTask<IBackend> OpenEmptyAsync() => ValueTask.FromResult<IBackend>(new MemoryBackend());
}
