using Cairn.Storage.Gcs;
using Cairn.Storage.Objects;
using Cairn.Testing.Backends;

namespace Cairn.Storage.Tests.Gcs;

public sealed class GcsBackendContractTests(GcsFixture fixture) : BackendContractTests
{
    protected override ValueTask<IBackend> OpenEmptyAsync() =>
        ValueTask.FromResult<IBackend>(new ObjectBackend(new GcsObjectStore(fixture.NewBucket(), TimeProvider.System)));
}
