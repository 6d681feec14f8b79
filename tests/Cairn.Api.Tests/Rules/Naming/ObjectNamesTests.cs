using Cairn.Api.Rules.Naming;
using CsCheck;

namespace Cairn.Api.Tests.Rules.Naming;

public class ObjectNamesTests
{
    private static DateTimeOffset At(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds);

    [Fact]
    public void Snapshot_too_long_is_named_as_the_documentation_shows()
    {
        string session = ObjectNames.BackupSession("sample-postgres-backup", "frequent-backup", At(1738580539));
        string snapshot = ObjectNames.Snapshot("gcs-postgres-repo", session);

        Assert.Equal("sample-postgres-backup-frequent-backup-1738580539", session);
        Assert.Equal("gcs-postgres-repo-sample-postgreckup-frequent-backup-1738580539", snapshot);
        Assert.Equal(63, snapshot.Length);
    }

    [Theory]
    [InlineData("repo", "backup-daily-17", "repo-backup-daily-17")]
    [InlineData("repo", "by-hand", "repo-by-hand")]
    [InlineData("repo", "by-hand-", "repo-by-hand")]
    [InlineData("repo", "17", "repo-17")]
    [InlineData("repo", "-17", "repo--17")]
    [InlineData("default-blueprint", "appbinding-samgres-frequent-backup-1725533628", "default-blueprint-appbinding-samgres-frequent-backup-1725533628")]
    public void Snapshot_name_follows_the_session(string repository, string session, string expected) =>
        Assert.Equal(expected, ObjectNames.Snapshot(repository, session));

    [Fact]
    public void RetentionJob_cuts_the_middle_so_that_the_time_survives() => Assert.Equal(
        "retention-policy-cluster-resources-backup-frequent-b-1745301300",
        ObjectNames.RetentionJob("cluster-resources-backup", "frequent-backup", At(1745301300)));

    [Fact]
    public void TriggerCronJob_within_the_limit_is_whole() => Assert.Equal(
        "trigger-sample-postgres-backup-frequent-backup", ObjectNames.TriggerCronJob("sample-postgres-backup", "frequent-backup"));

    [Fact]
    public void CronJobs_never_exceed_52_characters() =>
        Gen.Select(Gen.String[Gen.Char["abc"], 1, 253], Gen.String[Gen.Char["xyz"], 1, 63]).Sample((owner, session) =>
        {
            Assert.True(ObjectNames.TriggerCronJob(owner, session).Length <= 52);
            Assert.True(ObjectNames.VerificationCronJob(owner, session).Length <= 52);
        });

    [Theory]
    [InlineData("Postgres", "db", "demo", "demo", "postgres-db")]
    [InlineData("AppBinding", "samgres", "demo", "backups", "demo-appbinding-samgres")]
    public void BlueprintConfiguration_is_named_after_the_target(string kind, string name, string targetNamespace, string own, string expected) =>
        Assert.Equal(expected, ObjectNames.BlueprintConfiguration(kind, name, targetNamespace, own));

    [Fact]
    public void Children_are_named_after_what_they_serve()
    {
        Assert.Equal("logical-backup-0", ObjectNames.TaskContainer("logical-backup", 0));
        Assert.Equal("init-s3", ObjectNames.InitializerJob("s3"));
        Assert.Equal("upload-s3", ObjectNames.UploaderJob("s3"));
        Assert.Equal("cleanup-s3", ObjectNames.CleanupJob("s3"));
        Assert.Equal("repo-daily-7", ObjectNames.BackupVerificationSession("repo", "daily", At(7)));
        Assert.Equal("trigger-verifier-repo-daily", ObjectNames.VerificationCronJob("repo", "daily"));
    }
}
