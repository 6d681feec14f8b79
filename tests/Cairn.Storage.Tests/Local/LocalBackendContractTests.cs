using Cairn.Storage.Local;
using Cairn.Testing;
using Cairn.Testing.Backends;

namespace Cairn.Storage.Tests.Local;

public sealed class LocalBackendContractTests : BackendContractTests
{
    private readonly TempDirectory _directory = new();

    protected override ValueTask<IBackend> OpenEmptyAsync() => ValueTask.FromResult<IBackend>(new LocalBackend(_directory["repository"]));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }
}
