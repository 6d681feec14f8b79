using Cairn.Api.Core;
using Cairn.Api.Rules.Snapshots;
using Cairn.Api.Storage;
using k8s.Models;

namespace Cairn.Api.Tests.Rules.Snapshots;

public sealed class SnapshotChoiceTests
{
    private static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly Snapshot[] Snapshots =
    [
        Make("one", 1), Make("two", 2), Make("failed", 3, SnapshotPhases.Failed), Make("running", 4, SnapshotPhases.Running),
        Make("elsewhere", 5, repository: "other"), Make("foreign", 6, space: "prod"),
        Make("going", 7) with { Metadata = new V1ObjectMeta { Name = "going", NamespaceProperty = "demo", DeletionTimestamp = Start } },
    ];

    [Fact]
    public void Latest_is_the_newest_of_the_repository_that_succeeded() => Assert.Equal("two", Find(new() { Repository = "r", Snapshot = "latest" }));

    [Theory]
    [InlineData(2, null, "two")]
    [InlineData(2, false, "two")]
    [InlineData(2, true, "one")]
    [InlineData(1, true, null)]
    [InlineData(0, null, null)]
    [InlineData(9, null, "two")]
    public void A_time_chooses_the_newest_that_is_not_after_it(int hour, bool? isExclusive, string? expected) => Assert.Equal(
        expected, Find(new() { Repository = "r", Pitr = new() { TargetTime = Start.AddHours(hour), Exclusive = isExclusive } }));

    [Theory]
    [InlineData("failed", "r", "failed")]
    [InlineData("going", null, "going")]
    [InlineData("one", null, "one")]
    [InlineData("one", "other", null)]
    [InlineData("foreign", null, null)]
    [InlineData("absent", null, null)]
    public void A_name_chooses_that_one_whatever_its_phase(string name, string? repository, string? expected) =>
        Assert.Equal(expected, Find(new() { Repository = repository, Snapshot = name }));

    [Fact]
    public void Another_namespace_is_looked_into_when_it_is_given() =>
        Assert.Equal("foreign", SnapshotChoice.Find(new() { Repository = "r", Snapshot = "latest" }, "prod", Snapshots)?.Metadata.Name);

    [Fact]
    public void A_restore_uses_the_snapshot_it_has_chosen_even_when_a_newer_one_is_there()
    {
        RestoreSession restore = Restore("latest", RestorePhases.Running, new Dependency { Kind = "Snapshot", Name = "one", Namespace = "demo" });
        SnapshotUsers users = new(Snapshots, [restore], []);
        Assert.Equal("RestoreSession demo/restore", Assert.Single(users.Of(Snapshots[0])));
        Assert.Empty(users.Of(Snapshots[1]));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(RestorePhases.Pending, true)]
    [InlineData(RestorePhases.Unknown, true)]
    [InlineData(RestorePhases.Succeeded, false)]
    [InlineData(RestorePhases.Failed, false)]
    [InlineData(RestorePhases.Invalid, false)]
    public void A_restore_that_is_not_over_uses_what_it_would_choose(string? phase, bool isUsed) =>
        Assert.Equal(isUsed, new SnapshotUsers(Snapshots, [Restore("one", phase)], []).Of(Snapshots[0]).Count == 1);

    [Theory]
    [InlineData(null, true)]
    [InlineData(VerificationPhases.Running, true)]
    [InlineData(VerificationPhases.Failed, false)]
    public void A_verification_that_is_not_over_uses_its_snapshot(string? phase, bool isUsed)
    {
        BackupVerificationSession proof = new()
        {
            Metadata = new V1ObjectMeta { Name = "proof", NamespaceProperty = "demo" },
            Spec = new() { Snapshot = "two" },
            Status = new() { Phase = phase },
        };
        Assert.Equal(isUsed ? ["BackupVerificationSession demo/proof"] : [], new SnapshotUsers(Snapshots, [], [proof]).Of(Snapshots[1]));
    }

    private static string? Find(RestoreDataSource source) => SnapshotChoice.Find(source, "demo", Snapshots)?.Metadata.Name;

    private static RestoreSession Restore(string snapshot, string? phase, params Dependency[] dependencies) => new()
    {
        Metadata = new V1ObjectMeta { Name = "restore", NamespaceProperty = "demo" },
        Spec = new() { DataSource = new() { Repository = "r", Snapshot = snapshot } },
        Status = new() { Phase = phase, Dependencies = dependencies },
    };

    private static Snapshot Make(string name, int hour, string phase = SnapshotPhases.Succeeded, string repository = "r", string space = "demo") => new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = space, CreationTimestamp = Start },
        Spec = new() { Repository = repository },
        Status = new() { Phase = phase, SnapshotTime = Start.AddHours(hour) },
    };
}
