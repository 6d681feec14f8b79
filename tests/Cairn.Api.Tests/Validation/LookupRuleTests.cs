using System.Text.Json.Nodes;
using Cairn.Api.Manifests;
using Cairn.Api.Tests.Support;

namespace Cairn.Api.Tests.Validation;

/// <summary>Rules that look at other objects: the objects of one file are each other's others.</summary>
public sealed class LookupRuleTests
{
    [Fact]
    public void Two_defaults_in_a_namespace_are_refused_and_in_two_namespaces_good()
    {
        Assert.Contains(Check(Storage("a", prefix: "a"), Storage("b", prefix: "b")), line => line.Contains("already the default", StringComparison.Ordinal));
        Assert.Empty(Check(Storage("a", prefix: "a"), Storage("b", prefix: "b", ns: "other")));
    }

    [Theory]
    [InlineData("p", "p/", "https://one", "https://one/", true)]
    [InlineData("/p", "p", null, "https://s3.amazonaws.com", true)]
    [InlineData("p", "p", "https://one", "https://two", false)]
    [InlineData("p", "q", "https://one", "https://one", false)]
    public void Two_storages_are_the_same_directory_by_endpoint_bucket_and_prefix(
        string leftPrefix, string rightPrefix, string? leftEndpoint, string? rightEndpoint, bool isSame)
    {
        List<string> lines = Check(
            Storage("a", "shop", leftPrefix, leftEndpoint), Storage("b", "other", rightPrefix, rightEndpoint));
        Assert.Equal(isSame ? 2 : 0, lines.Count);
        Assert.All(lines, line => Assert.Contains("is the same directory", line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_storage_of_another_namespace_that_allows_only_its_own_is_refused()
    {
        JsonObject plan = Samples.Of("BackupConfiguration");
        Samples.Set(plan, "spec.backends.0.storageRef.namespace", "\"vault\"");
        Assert.Equal(
            [
                "spec.backends[0].storageRef: namespace shop is not allowed to refer to BackupStorage vault/offsite: it may be used in its own namespace"
                + " vault only; change its spec.usagePolicy, or refer to another BackupStorage",
            ],
            Check(plan, Storage("offsite", "vault")));
    }

    [Fact]
    public void A_namespace_is_selected_by_its_labels()
    {
        JsonObject storage = Storage("offsite", "vault");
        Samples.Set(storage, "spec.usagePolicy.allowedNamespaces", "{\"from\":\"Selector\",\"selector\":{\"matchLabels\":{\"team\":\"shop\"}}}");
        JsonObject plan = Samples.Of("BackupConfiguration");
        Samples.Set(plan, "spec.backends.0.storageRef.namespace", "\"vault\"");
        Assert.Empty(Check(plan, storage));
        Assert.Empty(Check(plan, storage, Namespace("shop")));
        Assert.Single(Check(plan, storage, Namespace("stock")));
    }

    [Fact]
    public void A_Repository_that_exists_keeps_its_application_and_its_storage()
    {
        JsonObject repository = Samples.Of("Repository");
        Samples.Set(repository, "spec.appRef.name", "\"another\"");
        Samples.Set(repository, "spec.storageRef.name", "\"cellar\"");
        Assert.Equal(
            [
                "spec.sessions[0].repositories[0].name: the Repository shop-offsite exists and belongs to AppBinding another: choose another name",
                "spec.sessions[0].repositories[0].backend: the Repository shop-offsite exists in the storage cellar: choose another name",
            ],
            Check(Samples.Of("BackupConfiguration"), repository));
    }

    [Fact]
    public void A_namespace_that_is_left_out_counts_as_the_one_it_stands_for()
    {
        JsonObject plan = Samples.Of("BackupConfiguration");
        Samples.Set(plan, "spec.target.namespace", null);
        Samples.Set(plan, "spec.backends.0.storageRef.namespace", null);
        Assert.Empty(Check(plan, Samples.Of("Repository")));
    }

    [Fact]
    public void A_directory_of_another_Repository_of_the_cluster_is_refused()
    {
        JsonObject repository = Samples.Of("Repository");
        Samples.Set(repository, "metadata", "{\"name\":\"old\",\"namespace\":\"stock\"}");
        Assert.Equal(
            ["spec.sessions[0].repositories[0].directory: the Repository stock/old already uses this directory: choose another one"],
            Check(Samples.Of("BackupConfiguration"), repository));
    }

    [Fact]
    public void A_hook_gets_the_parameters_that_its_template_wants()
    {
        JsonObject template = Samples.Of("HookTemplate");
        Samples.Set(template, "spec.params.0", "{\"name\":\"token\",\"required\":true,\"usage\":\"Login of the chat\"}");
        JsonObject plan = Samples.Of("BackupConfiguration");
        Samples.Set(plan, "spec.sessions.0.hooks", "{\"postBackup\":[{\"name\":\"x\",\"hookTemplate\":{\"name\":\"tell-the-chat\"}}]}");
        Assert.Equal(["spec.sessions[0].hooks.postBackup[0].params.token: is missing: it must be given (Login of the chat)"], Check(plan, template));
    }

    [Fact]
    public void A_task_that_a_known_addon_does_not_have_is_refused()
    {
        JsonObject plan = Samples.Of("BackupConfiguration");
        Samples.Set(plan, "spec.sessions.0.addon.tasks.0.name", "\"logical-backup-restore\"");
        Assert.Contains(
            "spec.sessions[0].addon.tasks[0].name: the Addon postgres-addon has no task logical-backup-restore here: it has logical-backup",
            Check(plan, Samples.Of("Addon")));
    }

    [Fact]
    public void References_outside_of_the_files_are_errors_only_when_the_files_are_all_there_is()
    {
        string text = YamlWriter.Write(Samples.Of("BackupConfiguration"));
        Assert.Empty(Validate.Check(text).Lines());
        Assert.Equal(3, Validate.Check(text, isComplete: true).ErrorLines().Count());
    }

    [Fact]
    public void A_plan_without_backends_gets_the_default_ones_of_its_namespace()
    {
        JsonObject plan = Samples.Of("BackupConfiguration");
        Samples.Set(plan, "spec.backends", null);
        Samples.Set(plan, "spec.sessions.0.repositories.0.backend", null);
        Assert.Single(Check(plan));
        Assert.Empty(Check(plan, Storage("offsite", "shop"), Samples.Of("RetentionPolicy")));
    }

    [Fact]
    public void Objects_in_a_list_are_checked_and_equal_ones_are_no_conflict()
    {
        JsonObject list = new() { ["apiVersion"] = "v1", ["kind"] = "List", ["items"] = new JsonArray(Storage("a"), Storage("a")) };
        Assert.Empty(Check(list));
        Assert.Equal(2, Validate.Check(YamlWriter.Write(list)).Checked);
        Assert.Contains(
            Check(Storage("a", prefix: "x"), Storage("a", prefix: "y")),
            line => line.Contains("would replace the other", StringComparison.Ordinal));
    }

    private static List<string> Check(params JsonObject[] objects) =>
        [.. Validate.Check(string.Join("---\n", objects.Select(YamlWriter.Write))).Lines()
            .Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..])];

    private static JsonObject Storage(string name, string ns = "shop", string prefix = "production", string? endpoint = "https://s3.example")
    {
        JsonObject storage = Samples.Of("BackupStorage");
        Samples.Set(storage, "metadata", $"{{\"name\":\"{name}\",\"namespace\":\"{ns}\"}}");
        Samples.Set(storage, "spec.storage.s3.prefix", $"\"{prefix}\"");
        Samples.Set(storage, "spec.storage.s3.endpoint", endpoint is null ? null : $"\"{endpoint}\"");
        return storage;
    }

    private static JsonObject Namespace(string team) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Namespace",
        ["metadata"] = new JsonObject { ["name"] = "shop", ["labels"] = new JsonObject { ["team"] = team } },
    };
}
