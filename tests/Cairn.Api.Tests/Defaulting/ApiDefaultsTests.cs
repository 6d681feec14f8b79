using Cairn.Api.Core;
using Cairn.Api.Defaulting;
using Cairn.Api.Meta;
using Cairn.Api.Storage;
using Cairn.Api.Validation;
using Cairn.Api.Validation.Files;
using k8s.Models;

namespace Cairn.Api.Tests.Defaulting;

public sealed class ApiDefaultsTests
{
    [Fact]
    public void A_storage_is_for_its_own_namespace_and_loses_slashes_at_the_ends()
    {
        BackupStorage storage = new()
        {
            Spec = new BackupStorageSpec { Storage = new StorageLocation { S3 = new S3Location { Bucket = "b/", Endpoint = "https://h//", Prefix = "/p/" } } },
        };
        BackupStorage complete = (BackupStorage)ApiDefaults.Complete(storage, EmptyLookup.Instance);
        Assert.Equal(NamespaceScopes.Same, complete.Spec!.UsagePolicy!.AllowedNamespaces!.From);
        Assert.Equal(new S3Location { Bucket = "b", Endpoint = "https://h", Prefix = "/p" }, complete.Spec.Storage!.S3);
        Assert.Equal(DeletionPolicies.Delete, complete.Spec.DeletionPolicy);
    }

    [Fact]
    public void A_policy_keeps_the_last_failed_Snapshot()
    {
        RetentionPolicy policy = new() { Spec = new RetentionPolicySpec() };
        Assert.Equal(1, ((RetentionPolicy)ApiDefaults.Complete(policy, EmptyLookup.Instance)).Spec!.FailedSnapshots!.Last);
    }

    [Theory]
    [InlineData(new[] { "shop:Same", "a:All" }, "shop")]
    [InlineData(new[] { "shop:All", "a:All" }, "shop")]
    [InlineData(new[] { "b:All", "a:All" }, "a")]
    [InlineData(new[] { "a:All", "z:Selector" }, "z")]
    [InlineData(new[] { "a:Same" }, null)]
    public void The_default_storage_is_the_own_one_then_a_selecting_one_then_one_for_all(string[] storages, string? expected)
    {
        FileLookup lookup = new(isComplete: true);
        lookup.AddNamespace("shop", new Dictionary<string, string> { ["team"] = "shop" });
        foreach (string[] parts in storages.Select(text => text.Split(':')))
        {
            lookup.Add(Storage(parts[0], parts[1]));
        }

        BackupConfiguration plan = new() { Metadata = new V1ObjectMeta { Name = "p", NamespaceProperty = "shop" }, Spec = new BackupConfigurationSpec() };
        BackupConfiguration complete = (BackupConfiguration)ApiDefaults.Complete(plan, lookup);
        Assert.Equal(expected, complete.Spec!.Backends?.Single().StorageRef!.Namespace);
        Assert.Equal(expected is null ? null : "", complete.Spec.Backends?.Single().Name);
    }

    private static BackupStorage Storage(string ns, string from) => new()
    {
        Metadata = new V1ObjectMeta { Name = "s", NamespaceProperty = ns },
        Spec = new BackupStorageSpec
        {
            Default = true,
            UsagePolicy = new UsagePolicy
            {
                AllowedNamespaces = new AllowedNamespaces
                {
                    From = from,
                    Selector = from != NamespaceScopes.Selector ? null
                        : new V1LabelSelector { MatchLabels = new Dictionary<string, string> { ["team"] = "shop" } },
                },
            },
        },
    };
}
