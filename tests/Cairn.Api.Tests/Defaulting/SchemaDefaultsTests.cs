using System.Text.Json.Nodes;
using Cairn.Api.Defaulting;
using Cairn.Api.Schema;

namespace Cairn.Api.Tests.Defaulting;

public sealed class SchemaDefaultsTests
{
    [Theory]
    [InlineData("Repository", "{\"spec\":{}}", "{\"spec\":{\"deletionPolicy\":\"Delete\"}}")]
    [InlineData("Repository", "{\"spec\":{\"deletionPolicy\":null}}", "{\"spec\":{\"deletionPolicy\":\"Delete\"}}")]
    [InlineData("Repository", "{\"spec\":{\"deletionPolicy\":\"WipeOut\"}}", "{\"spec\":{\"deletionPolicy\":\"WipeOut\"}}")]
    [InlineData("Repository", "{}", "{}")]
    [InlineData("BackupStorage", "{\"spec\":{\"deletionPolicy\":\"Delete\",\"usagePolicy\":{\"allowedNamespaces\":{}}}}",
        "{\"spec\":{\"deletionPolicy\":\"Delete\",\"usagePolicy\":{\"allowedNamespaces\":{\"from\":\"Same\"}}}}")]
    [InlineData("BackupConfiguration", "{\"spec\":{\"sessions\":[{\"retryConfig\":{},\"hooks\":{\"preBackup\":[{}]}}]}}",
        "{\"spec\":{\"sessions\":[{\"retryConfig\":{\"maxRetry\":1},"
        + "\"hooks\":{\"preBackup\":[{\"executionPolicy\":\"Always\"}]},\"sessionHistoryLimit\":1}]}}")]
    [InlineData("AppBinding", "{\"spec\":{\"secret\":{\"name\":\"s\"}}}", "{\"spec\":{\"secret\":{\"name\":\"s\",\"apiGroup\":\"\",\"kind\":\"Secret\"}}}")]
    public void What_is_missing_within_what_is_there_is_filled_in(string kind, string given, string expected)
    {
        JsonNode value = JsonNode.Parse(given)!;
        SchemaDefaults.Fill(value, Schemas.Of(KindCatalog.All.Single(item => item.Kind == kind)));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), value), value.ToJsonString());
    }
}
