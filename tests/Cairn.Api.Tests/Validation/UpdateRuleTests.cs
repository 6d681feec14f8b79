using System.Text;
using System.Text.Json.Nodes;
using Cairn.Api.Meta;
using Cairn.Api.Serialization;
using Cairn.Api.Validation;

namespace Cairn.Api.Tests.Validation;

public sealed class UpdateRuleTests
{
    [Theory]
    [InlineData("Repository", "spec.path", "\"/other\"", "spec.path: cannot change: make another Repository")]
    [InlineData("BackupSession", "spec.retryLeft", "0", "spec: cannot change: make another BackupSession")]
    [InlineData("BackupStorage", "spec.storage.s3.bucket", "\"other\"",
        "spec.storage: cannot change while Repositories are stored in it: make another BackupStorage, or delete the Repositories first")]
    public void A_change_of_what_must_not_change_is_refused(string kind, string path, string json, string expected)
    {
        JsonObject source = Samples.Of(kind);
        source["status"] = JsonNode.Parse("{\"repositories\":[{\"name\":\"x\"}]}");
        ApiObject old = Read(kind, source);
        Assert.Empty(ApiValidator.Check(old, EmptyLookup.Instance, old));
        Samples.Set(source, path, json);
        Assert.Equal([expected], ApiValidator.Check(Read(kind, source), EmptyLookup.Instance, old).Select(problem => problem.ToString()));
    }

    [Fact]
    public void A_storage_that_holds_nothing_may_move()
    {
        JsonObject source = Samples.Of("BackupStorage");
        ApiObject old = Read("BackupStorage", source);
        Samples.Set(source, "spec.storage.s3.bucket", "\"other\"");
        Assert.Empty(ApiValidator.Check(Read("BackupStorage", source), EmptyLookup.Instance, old));
    }

    private static ApiObject Read(string kind, JsonObject source) =>
        ApiJson.Read(KindCatalog.All.Single(item => item.Kind == kind), Encoding.UTF8.GetBytes(source.ToJsonString()));
}
