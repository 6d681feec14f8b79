using Cairn.Api.Retention;
using Cairn.Api.Rules.Quantities;
using Cairn.Api.Storage;
using k8s.Models;

namespace Cairn.Api.Tests.Retention;

public class RetentionInputsTests
{
    private static readonly DateTime Time = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    [Fact]
    public void Of_policy_reads_every_rule()
    {
        RetentionPolicy policy = new()
        {
            Metadata = new V1ObjectMeta { Name = "keep" },
            Spec = new()
            {
                MaxRetentionPeriod = "2mo",
                SuccessfulSnapshots = new() { Last = 1, Hourly = 2, Daily = 3, Weekly = 4, Monthly = 5, Yearly = 6 },
                FailedSnapshots = new() { Last = 7 },
            },
        };

        Assert.Equal(
            new RetentionRules
            {
                PolicyName = "keep",
                MaxAge = new RetentionPeriod(0, 2, 0, 0, 0, 0),
                Last = 1,
                Hourly = 2,
                Daily = 3,
                Weekly = 4,
                Monthly = 5,
                Yearly = 6,
                FailedLast = 7,
            },
            RetentionInputs.Of(policy));
    }

    [Fact]
    public void Of_policy_that_says_little_has_the_defaults() => Assert.Equal(
        new RetentionRules { PolicyName = "", FailedLast = 1 }, RetentionInputs.Of(new RetentionPolicy { Spec = new() { MaxRetentionPeriod = "" } }));

    [Fact]
    public void Of_policy_that_cannot_be_read_removes_nothing() =>
        Assert.Throws<FormatException>(() => RetentionInputs.Of(new RetentionPolicy { Spec = new() { MaxRetentionPeriod = "soon" } }));

    [Theory]
    [InlineData("Succeeded", true, "NotVerified", SnapshotPhaseFact.Succeeded, false)]
    [InlineData("Succeeded", false, "NotVerified", SnapshotPhaseFact.Succeeded, true)]
    [InlineData("Succeeded", null, "VerificationFailed", SnapshotPhaseFact.Succeeded, true)]
    [InlineData("Failed", null, null, SnapshotPhaseFact.Failed, false)]
    [InlineData("Running", null, null, SnapshotPhaseFact.Unfinished, false)]
    [InlineData(null, null, null, SnapshotPhaseFact.Unfinished, false)]
    public void Of_snapshot_reads_phase_and_damage(string? phase, bool? integrity, string? verification, SnapshotPhaseFact expected, bool isDamaged)
    {
        Snapshot snapshot = new()
        {
            Metadata = new V1ObjectMeta { Name = "s", NamespaceProperty = "demo", CreationTimestamp = Time },
            Spec = new() { Repository = "r", Session = "daily", Type = SnapshotTypes.FullBackup },
            Status = new() { Phase = phase, Integrity = integrity, VerificationStatus = verification },
        };

        SnapshotFacts facts = RetentionInputs.Of(snapshot, ["RestoreSession demo/x"]);

        Assert.Equal((expected, isDamaged, false, false), (facts.Phase, facts.IsDamaged, facts.IsIncremental, facts.IsBeingDeleted));
        Assert.Equal(("demo", "s", "r", "daily", Time), (facts.Namespace, facts.Name, facts.Repository, facts.Session, facts.Time.UtcDateTime));
        Assert.Equal("RestoreSession demo/x", Assert.Single(facts.UsedBy));
    }

    [Fact]
    public void Of_snapshot_without_a_time_is_not_touched() =>
        Assert.Equal(SnapshotPhaseFact.Unfinished, RetentionInputs.Of(new Snapshot { Status = new() { Phase = SnapshotPhases.Succeeded } }).Phase);
}
