using Cairn.Api.Rules.Naming;
using CsCheck;

namespace Cairn.Api.Tests.Rules.Naming;

public class ObjectLabelsTests
{
    [Fact]
    public void ForBackupSession_writes_over_the_parents_labels_and_leaves_the_parent_alone()
    {
        Dictionary<string, string> own = new() { ["team"] = "a", [LabelKeys.ManagedBy] = "somebody" };

        Dictionary<string, string> labels = ObjectLabels.ForBackupSession(own, "run-1", "demo", "daily");

        Assert.Equal(new Dictionary<string, string>
        {
            ["team"] = "a",
            ["app.kubernetes.io/managed-by"] = "kubestash.com",
            ["kubestash.com/invoker-name"] = "run-1",
            ["kubestash.com/invoker-namespace"] = "demo",
            ["kubestash.com/session-name"] = "daily",
        }, labels);
        Assert.Equal("somebody", own[LabelKeys.ManagedBy]);
    }

    [Fact]
    public void Other_kinds_add_what_tells_their_children_apart()
    {
        Assert.Equal("Repository", ObjectLabels.ForStorageKind(null, "Repository", "r", "demo")[LabelKeys.InvokerKind]);
        Assert.DoesNotContain(LabelKeys.InvokerKind, ObjectLabels.ForInvoker(null, "restore", "demo"));
        Assert.Equal("r", ObjectLabels.ForBackupVerificationSession(null, "v", "demo", "daily", "r")[LabelKeys.RepositoryName]);
        Assert.Equal("", ObjectLabels.OfSnapshot("r", "Postgres", null, "db")[LabelKeys.AppRefNamespace]);
    }

    [Fact]
    public void Value_is_always_one_that_Kubernetes_takes() =>
        Gen.Select(Gen.String[Gen.Char["az09"], 1, 1], Gen.String[Gen.Char["ab0-."], 0, 250], Gen.String[Gen.Char["az"], 1, 1]).Sample((a, b, c) =>
        {
            string value = ObjectLabels.Value(a + b + c);
            Assert.True(value.Length is > 0 and <= 63 && char.IsAsciiLetterOrDigit(value[0]) && char.IsAsciiLetterOrDigit(value[^1]), value);
        });
}
