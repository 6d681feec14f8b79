using Cairn.Storage.Objects;
using Cairn.Storage.S3;
using Cairn.Testing.Backends;

namespace Cairn.Storage.Tests.S3;

public sealed class S3BackendContractTests(S3ServerFixture fixture) : BackendContractTests
{
    protected override async ValueTask<IBackend> OpenEmptyAsync() =>
        new ObjectBackend(new S3ObjectStore(await fixture.NewBucketAsync(), TimeProvider.System));
}
