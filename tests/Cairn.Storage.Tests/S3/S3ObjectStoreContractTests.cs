using Cairn.Storage.Objects;
using Cairn.Storage.S3;
using Cairn.Testing.Backends;

namespace Cairn.Storage.Tests.S3;

public sealed class S3ObjectStoreContractTests(S3ServerFixture fixture) : ObjectStoreContractTests
{
    protected override async ValueTask<IObjectStore> OpenEmptyAsync() => new S3ObjectStore(await fixture.NewBucketAsync(), TimeProvider.System);
}
