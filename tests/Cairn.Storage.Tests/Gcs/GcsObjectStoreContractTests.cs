using Cairn.Storage.Gcs;
using Cairn.Storage.Objects;
using Cairn.Testing.Backends;

namespace Cairn.Storage.Tests.Gcs;

public sealed class GcsObjectStoreContractTests(GcsFixture fixture) : ObjectStoreContractTests
{
    protected override ValueTask<IObjectStore> OpenEmptyAsync() =>
        ValueTask.FromResult<IObjectStore>(new GcsObjectStore(fixture.NewBucket(), TimeProvider.System));
}
