using Cairn.Api.Core;
using Cairn.Api.Meta;
using Cairn.Api.Rules.Phases;
using Cairn.Api.Storage;
using CsCheck;

namespace Cairn.Api.Tests.Rules.Phases;

/// <summary>Conditions are written as <c>Type=True</c>, phases of children as a list.</summary>
public class PhaseRulesTests
{
    private static readonly Gen<string> SnapshotPhase =
        Gen.OneOf(Gen.Const(SnapshotPhases.Pending), Gen.Const(SnapshotPhases.Running), Gen.Const(SnapshotPhases.Succeeded), Gen.Const(SnapshotPhases.Failed));

    private static List<Condition> Conditions(string texts) =>
        [.. Split(texts).Select(text => new Condition { Type = text.Split('=')[0], Status = text.Split('=')[1] })];

    private static string[] Split(string texts) => texts.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static SnapshotStatus Snapshot(string conditions, int? total, params IEnumerable<string> phases) => new()
    {
        Conditions = Conditions(conditions),
        TotalComponents = total,
        Components = phases.Select((phase, i) => (phase, i)).ToDictionary(item => $"c{item.i}", item => new SnapshotComponent { Phase = item.phase }),
    };

    [Theory]
    [InlineData("", "NotReady")]
    [InlineData("BackendInitialized=True", "Ready")]
    [InlineData("BackendInitialized=True BackendSecretFound=True", "Ready")]
    [InlineData("BackendInitialized=True BackendSecretFound=False", "NotReady")]
    [InlineData("BackendInitialized=True BackendSecretFound=Unknown", "NotReady")]
    [InlineData("BackendInitialized=False BackendSecretFound=True", "NotReady")]
    public void BackupStorage(string conditions, string expected) =>
        Assert.Equal(expected, StoragePhaseRules.Of(new BackupStorageStatus { Conditions = Conditions(conditions) }));

    [Theory]
    [InlineData("", "NotReady")]
    [InlineData("RepositoryInitialized=True", "Ready")]
    [InlineData("RepositoryInitialized=False", "NotReady")]
    public void Repository(string conditions, string expected) =>
        Assert.Equal(expected, StoragePhaseRules.Of(new RepositoryStatus { Conditions = Conditions(conditions) }));

    [Theory]
    [InlineData("", null, "", "Pending")]
    [InlineData("", 1, "Running", "Running")]
    [InlineData("RecentSnapshotListUpdated=True", 1, "Succeeded", "Running")]
    [InlineData("SnapshotMetadataUploaded=True", 1, "Succeeded", "Succeeded")]
    [InlineData("SnapshotMetadataUploaded=True", 2, "Succeeded Failed", "Failed")]
    [InlineData("SnapshotMetadataUploaded=True", 2, "Succeeded", "Running")]
    [InlineData("SnapshotMetadataUploaded=True", 1, "Succeeded Running", "Running")]
    [InlineData("SnapshotMetadataUploaded=True", 0, "Pending", "Running")]
    [InlineData("SnapshotMetadataUploaded=True", null, "Succeeded", "Running")]
    [InlineData("SnapshotMetadataUploaded=False", 1, "Succeeded", "Failed")]
    [InlineData("RecentSnapshotListUpdated=False", null, "", "Failed")]
    [InlineData("BackupIncomplete=True", 1, "Running", "Failed")]
    [InlineData("BackupIncomplete=False SnapshotMetadataUploaded=True", 1, "Succeeded", "Succeeded")]
    public void SnapshotPhaseOf(string conditions, int? total, string components, string expected) =>
        Assert.Equal(expected, SnapshotPhaseRules.Of(Snapshot(conditions, total, Split(components))));

    [Fact]
    public void Snapshot_succeeds_only_when_every_component_did() =>
        Gen.Select(SnapshotPhase.Array[0, 4], Gen.Int[-1, 5], Gen.Bool).Sample((phases, total, isUploaded) =>
        {
            string phase = SnapshotPhaseRules.Of(Snapshot(isUploaded ? "SnapshotMetadataUploaded=True" : "", total, phases));
            Assert.Equal(
                isUploaded && total > 0 && phases.Length >= total && phases.All(item => item == SnapshotPhases.Succeeded), phase == SnapshotPhases.Succeeded);
        });

    [Theory]
    [InlineData("", 0L)]
    [InlineData("781 B", 781L)]
    [InlineData("781 B;1.000 KiB", 1805L)]
    [InlineData("781 B;", null)]
    [InlineData("781 B;much", null)]
    public void Snapshot_size_is_the_sum_unless_one_is_missing(string sizes, long? expected)
    {
        SnapshotStatus status = new()
        {
            Components = sizes.Length == 0 ? null : sizes.Split(';').Select((size, i) => (size, i)).ToDictionary(
                item => $"c{item.i}", item => new SnapshotComponent { Size = item.size, ResticStats = [new ResticStats()] }),
        };
        Assert.Equal(expected, SnapshotPhaseRules.Size(status));
    }

    [Fact]
    public void Snapshot_integrity_is_unknown_while_one_is()
    {
        static bool? Integrity(params (bool? Integrity, bool IsRestic)[] items) => SnapshotPhaseRules.Integrity(new SnapshotStatus
        {
            Components = items.Select((item, i) => (item, i)).ToDictionary(
                pair => $"c{pair.i}",
                pair => new SnapshotComponent { Integrity = pair.item.Integrity, ResticStats = pair.item.IsRestic ? [new ResticStats()] : null }),
        });

        Assert.Null(Integrity());
        Assert.True(Integrity((true, true), (null, false)));
        Assert.Null(Integrity((true, true), (null, true)));
        Assert.False(Integrity((true, true), (false, true)));
        Assert.Null(Integrity((null, false)));
    }

    [Theory]
    [InlineData("", true, 1, 1, "SchedulerEnsured=True", "Ready")]
    [InlineData("ValidationPassed=True", true, 1, 1, "SchedulerEnsured=True", "Ready")]
    [InlineData("ValidationPassed=False", true, 1, 1, "SchedulerEnsured=True", "Invalid")]
    [InlineData("", false, 1, 1, "SchedulerEnsured=True", "NotReady")]
    [InlineData("", null, 1, 1, "SchedulerEnsured=True", "NotReady")]
    [InlineData("", true, 0, 1, "SchedulerEnsured=True", "NotReady")]
    [InlineData("", true, 1, 0, "SchedulerEnsured=True", "NotReady")]
    [InlineData("", true, 1, 1, "SchedulerEnsured=False", "NotReady")]
    [InlineData("", true, 1, 1, "", "NotReady")]
    public void BackupConfiguration(string conditions, bool? targetFound, int backends, int sessions, string scheduler, string expected)
    {
        BackupConfigurationSpec spec = new() { Backends = [new()], Sessions = [new()] };
        BackupConfigurationStatus status = new()
        {
            Conditions = Conditions(conditions),
            TargetFound = targetFound,
            Backends = [.. Enumerable.Repeat(new BackendStatus { Ready = true }, backends)],
            Sessions = [.. Enumerable.Repeat(new SessionStatus { Conditions = Conditions(scheduler) }, sessions)],
        };
        Assert.Equal(expected, PlanPhaseRules.Of(spec, status));
        Assert.Equal("NotReady", PlanPhaseRules.Of(spec, null));

        BackupBatchSpec batch = new() { Targets = [new()], Backends = [new()], Sessions = [new()] };
        BackupBatchStatus batchStatus = new()
        {
            Conditions = status.Conditions,
            Backends = status.Backends,
            Sessions = status.Sessions,
            Targets = [new() { Found = targetFound }],
        };
        Assert.Equal(expected, PlanPhaseRules.Of(batch, batchStatus));
    }

    [Theory]
    [InlineData("", 0, "", "", "Pending")]
    [InlineData("", 2, "Pending Pending", "", "Pending")]
    [InlineData("", 2, "Pending Running", "", "Running")]
    [InlineData("", 1, "Succeeded", "", "Running")]
    [InlineData("MetricsPushed=True", 1, "Succeeded", "", "Succeeded")]
    [InlineData("MetricsPushed=True", 2, "Succeeded Failed", "", "Failed")]
    [InlineData("MetricsPushed=True", 2, "Succeeded", "", "Running")]
    [InlineData("MetricsPushed=True", null, "Succeeded", "", "Succeeded")]
    [InlineData("MetricsPushed=True", 0, "", "", "Pending")]
    [InlineData("MetricsPushed=False", 1, "Succeeded", "", "Failed")]
    [InlineData("BackupSkipped=True MetricsPushed=True", 0, "", "", "Skipped")]
    [InlineData("BackupSkipped=True MetricsPushed=False", 0, "", "", "Failed")]
    [InlineData("MetricsPushed=True BackupExecutorEnsured=False", 1, "Pending", "", "Failed")]
    [InlineData("MetricsPushed=True SnapshotsEnsured=False", 0, "", "", "Failed")]
    [InlineData("MetricsPushed=True PreBackupHooksExecutionSucceeded=False", 0, "", "", "Failed")]
    [InlineData("MetricsPushed=True PostBackupHooksExecutionSucceeded=False", 1, "Succeeded", "", "Failed")]
    [InlineData("MetricsPushed=True SessionHistoryCleaned=False", 1, "Succeeded", "", "Failed")]
    [InlineData("MetricsPushed=True SnapshotCleanupIncomplete=True", 1, "Succeeded", "", "Failed")]
    [InlineData("MetricsPushed=True SnapshotCleanupIncomplete=False", 1, "Succeeded", "Applied", "Succeeded")]
    [InlineData("MetricsPushed=True RetentionPolicyExecutorEnsured=False", 1, "Succeeded", "", "Succeeded")]
    [InlineData("MetricsPushed=True", 1, "Succeeded", "Applied FailedToApply", "Failed")]
    [InlineData("PostBackupHooksExecutionSucceeded=False", 1, "Succeeded", "", "Running")]
    public void BackupSession(string conditions, int? total, string snapshots, string retention, string expected) =>
        Assert.Equal(expected, BackupSessionPhaseRules.Of(new BackupSessionStatus
        {
            Conditions = Conditions(conditions),
            TotalSnapshots = total,
            Snapshots = [.. Split(snapshots).Select(phase => new SnapshotReferenceStatus { Phase = phase })],
            RetentionPolicy = [.. Split(retention).Select(phase => new RetentionStatus { Phase = phase })],
        }));

    [Theory]
    [InlineData("", 0, "", "Pending")]
    [InlineData("", 1, "Running", "Running")]
    [InlineData("", 1, "Succeeded", "Running")]
    [InlineData("MetricsPushed=True", 1, "Succeeded", "Succeeded")]
    [InlineData("MetricsPushed=True", 2, "Succeeded Failed", "Failed")]
    [InlineData("MetricsPushed=True", 2, "Running Failed", "Failed")]
    [InlineData("", 2, "Succeeded Unknown", "Unknown")]
    [InlineData("MetricsPushed=True", 3, "Succeeded Unknown", "Running")]
    [InlineData("MetricsPushed=True", 0, "Succeeded", "Running")]
    [InlineData("MetricsPushed=False", 1, "Succeeded", "Failed")]
    [InlineData("MetricsPushed=False ValidationPassed=False", 0, "", "Failed")]
    [InlineData("ValidationPassed=False", 0, "", "Invalid")]
    [InlineData("MetricsPushed=True ValidationPassed=False RestoreIncomplete=True", 0, "", "Invalid")]
    [InlineData("MetricsPushed=True RestoreIncomplete=True", 1, "Running", "Failed")]
    [InlineData("MetricsPushed=True RestoreExecutorEnsured=False", 0, "", "Failed")]
    [InlineData("MetricsPushed=True PreRestoreHooksExecutionSucceeded=False", 0, "", "Failed")]
    [InlineData("MetricsPushed=True PostRestoreHooksExecutionSucceeded=False", 1, "Succeeded", "Failed")]
    [InlineData("RestoreIncomplete=True", 1, "Running", "Running")]
    public void RestoreSession(string conditions, int? total, string components, string expected) =>
        Assert.Equal(expected, RestoreSessionPhaseRules.Of(new RestoreSessionStatus
        {
            Conditions = Conditions(conditions),
            TotalComponents = total,
            Components = Split(components).Select((phase, i) => (phase, i)).ToDictionary(
                item => $"c{item.i}", item => new RestoreComponent { Phase = item.phase }),
        }));

    [Theory]
    [InlineData("", "Running")]
    [InlineData("RestoreSucceeded=False", "Running")]
    [InlineData("BackupVerificationSkipped=True", "Skipped")]
    [InlineData("BackupVerificationSkipped=True VerificationSessionHistoryCleaned=False", "Failed")]
    [InlineData("VerificationSessionHistoryCleaned=True", "Succeeded")]
    [InlineData("VerificationSessionHistoryCleaned=True RestoreSucceeded=True BackupVerified=True", "Succeeded")]
    [InlineData("VerificationSessionHistoryCleaned=True RestoreSucceeded=False", "Failed")]
    [InlineData("VerificationSessionHistoryCleaned=True BackupVerified=False", "Failed")]
    public void BackupVerificationSession(string conditions, string expected) =>
        Assert.Equal(expected, VerificationPhaseRules.Of(new BackupVerificationSessionStatus { Conditions = Conditions(conditions) }));

    [Fact]
    public void Phases_of_nothing_are_those_of_the_beginning()
    {
        Assert.Equal("NotReady", StoragePhaseRules.Of((BackupStorageStatus?)null));
        Assert.Equal("Pending", SnapshotPhaseRules.Of(null));
        Assert.Equal("Pending", BackupSessionPhaseRules.Of(null));
        Assert.Equal("Pending", RestoreSessionPhaseRules.Of(null));
        Assert.Equal("Running", VerificationPhaseRules.Of(null));
    }
}
