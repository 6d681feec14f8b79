namespace Cairn.Api.Tests.Validation;

public sealed class RuleTests
{
    [Theory]
    [InlineData("spec", null, "spec: is missing: a BackupStorage without it says nothing")]
    [InlineData("metadata.name", "\"Not_A_Name\"", "metadata.name: cannot be the name of an object: use lower case letters, digits, - and ., at most 253")]
    [InlineData("metadata.name", null, "metadata.name: is missing: each object needs a name")]
    [InlineData("metadata.labels", "{\"a\":1}", "metadata.labels.a: is a number, where a text is needed: put it in quotes")]
    [InlineData("spec.storage", null, "spec.storage: is missing: say where backups are stored")]
    [InlineData("spec.storage.provider", "\"ftp\"", "spec.storage.provider: is \"ftp\", which is none of s3, gcs, azure, local")]
    [InlineData("spec.storage.provider", "\"gcs\"",
        "spec.storage.s3: does not agree with the provider gcs: a storage is one place", "spec.storage.gcs: is missing: the provider is gcs")]
    [InlineData("spec.storage.s3.bucket", null, "spec.storage.s3.bucket: is missing: name the bucket")]
    [InlineData("spec.storage.s3.endpoint", "\"https://user:pw@host\"",
        "spec.storage.s3.endpoint: must not hold a login: put the keys in the Secret that secretName names")]
    [InlineData("spec.storage.s3.endpoint", "\"::\"", "spec.storage.s3.endpoint: is no address: write it as https://host:port")]
    [InlineData("spec.storage.s3.secret", "\"x\"",
        "spec.storage.s3.secret: warning: is not a field of this kind, so it is dropped: did you mean secretName?")]
    [InlineData("spec.storage.s3.maxConnections", "-1", "spec.storage.s3.maxConnections: is negative: 0 means Cairn's default")]
    [InlineData("spec.storage.s3.maxConnections", "\"5\"", "spec.storage.s3.maxConnections: is a text, where an integer is needed")]
    [InlineData("spec.deletionPolicy", "\"Keep\"", "spec.deletionPolicy: is \"Keep\", which is none of Delete, WipeOut")]
    [InlineData("spec.usagePolicy.allowedNamespaces.from", "\"Selector\"",
        "spec.usagePolicy.allowedNamespaces.selector: is missing: from: Selector needs the labels that a namespace must have")]
    public void A_BackupStorage_is_refused_with_the_reason(string path, string? json, params string[] expected) =>
        Assert.Equal(expected.Order(StringComparer.Ordinal), Samples.Check("BackupStorage", path, json));

    [Theory]
    [InlineData("{\"mountPath\":\"/b\"}", "spec.storage.local: has no volume: give one, such as persistentVolumeClaim or hostPath")]
    [InlineData("{\"mountPath\":\"/b\",\"hostPath\":{\"path\":\"/x\"},\"emptyDir\":{}}", "spec.storage.local: has several volumes: give one")]
    [InlineData("{\"mountPath\":\"b\",\"hostPath\":{\"path\":\"/x\"}}", "spec.storage.local.mountPath: must be an absolute path, such as /backups")]
    [InlineData("{\"mountPath\":\"/b\",\"hostPath\":{}}", "spec.storage.local.hostPath.path: is missing: it must be given")]
    [InlineData("{\"mountPath\":\"/b\",\"subPath\":\"../x\",\"hostPath\":{\"path\":\"/x\"}}",
        "spec.storage.local.subPath: must be a directory inside of the volume, without a slash at its start and without ..")]
    public void A_local_storage_is_refused_with_the_reason(string local, string expected) =>
        Assert.Equal([expected], Samples.Check("BackupStorage", "spec.storage", $"{{\"provider\":\"local\",\"local\":{local}}}"));

    [Theory]
    [InlineData("spec.maxRetentionPeriod", "\"2 weeks\"",
        "spec.maxRetentionPeriod: '2 weeks' is not a retention period: ' ' is no unit (y, mo, w, d, h or m; seconds are not counted); "
        + "write numbers with the units y, mo, w, d, h or m, such as 1y6mo")]
    [InlineData("spec.maxRetentionPeriod", "\"0d\"",
        "spec.maxRetentionPeriod: \"0d\" is no period above zero, and would remove every Snapshot: "
        + "write numbers with the units y, mo, w, d, h or m, such as 1y6mo")]
    [InlineData("spec.successfulSnapshots.daily", "-1", "spec.successfulSnapshots.daily: is negative: 0 or nothing keeps none")]
    [InlineData("spec", "{}", "spec: says nothing about Snapshots that succeeded: give maxRetentionPeriod, successfulSnapshots or both")]
    [InlineData("spec", "{\"successfulSnapshots\":{}}",
        "spec.successfulSnapshots: keeps nothing: give at least one of last, hourly, daily, weekly, monthly and yearly")]
    public void A_RetentionPolicy_is_refused_with_the_reason(string path, string json, string expected) =>
        Assert.Equal([expected], Samples.Check("RetentionPolicy", path, json));

    [Theory]
    [InlineData("spec.backends.0.storageRef", null, "spec.backends[0].storageRef: is missing: name a BackupStorage")]
    [InlineData("spec.backends.1", "{\"name\":\"offsite\",\"storageRef\":{\"name\":\"b\"},\"retentionPolicy\":{\"name\":\"p\"}}",
        "spec.backends[1].name: another backend has the name \"offsite\": give each its own")]
    [InlineData("spec.backends.0.retentionPolicy", null,
        "spec.backends[0].retentionPolicy: warning: no RetentionPolicy is given: this works only in a cluster whose namespace finds a default one")]
    [InlineData("spec.sessions", "[]", "spec.sessions: no session is given: nothing would ever be backed up")]
    [InlineData("spec.sessions.0.name", null, "spec.sessions[0].name: is missing: each session needs a name")]
    [InlineData("spec.sessions.0.name", "\"Nightly Run\"",
        "spec.sessions[0].name: \"Nightly Run\" cannot be a part of names: use lower case letters, digits and -, at most 63")]
    [InlineData("spec.sessions.0.scheduler", null, "spec.sessions[0].scheduler: is missing: say when the session runs")]
    [InlineData("spec.sessions.0.scheduler.schedule", "\"every day\"",
        "spec.sessions[0].scheduler.schedule: the schedule 'every day' cannot be read: "
        + "it has 2 fields, not five (minute, hour, day of month, month, day of week); "
        + "write five fields, such as \"0 3 * * *\" for three o'clock, or @daily, or @every 6h")]
    [InlineData("spec.sessions.0.scheduler.jobTemplate", null, "spec.sessions[0].scheduler.jobTemplate: is missing: it must be given")]
    [InlineData("spec.sessions.0.backupTimeout", "\"4 hours\"",
        "spec.sessions[0].backupTimeout: '4 hours' is not a duration: ' hours' is no unit (ns, us, ms, s, m or h); "
        + "write numbers with the units h, m, s or ms, such as 1h30m")]
    [InlineData("spec.sessions.0.retryConfig.maxRetry", "0", "spec.sessions[0].retryConfig.maxRetry: is 0, which is less than 1")]
    [InlineData("spec.sessions.0.addon", null, "spec.sessions[0].addon: is missing: name an Addon, such as postgres-addon, and its tasks")]
    [InlineData("spec.sessions.0.addon.tasks", "[]", "spec.sessions[0].addon.tasks: no task is given: name one, such as logical-backup")]
    [InlineData("spec.sessions.0.addon.tasks.0.name", null, "spec.sessions[0].addon.tasks[0].name: is missing: name a task of the addon")]
    [InlineData("spec.sessions.0.repositories", "[]", "spec.sessions[0].repositories: no repository is given: say where the backup goes")]
    [InlineData("spec.sessions.0.repositories.0.backend", "\"cellar\"",
        "spec.sessions[0].repositories[0].backend: is \"cellar\", which is none of the backends: \"offsite\"")]
    [InlineData("spec.sessions.0.repositories.0.directory", null,
        "spec.sessions[0].repositories[0].directory: is missing: give a directory below the storage's prefix")]
    [InlineData("spec.sessions.0.repositories.0.encryptionSecret", null,
        "spec.sessions[0].repositories[0].encryptionSecret: is missing: name a Secret with the key RESTIC_PASSWORD")]
    [InlineData("spec.sessions.0.repositories.1",
        "{\"name\":\"other\",\"backend\":\"offsite\",\"directory\":\"shop/\",\"encryptionSecret\":{\"name\":\"x\"}}",
        "spec.sessions[0].repositories[1].directory: the repository shop-offsite already uses this directory: give each its own")]
    [InlineData("spec.sessions.0.hooks", "{\"preBackup\":[{\"name\":\"a\",\"timeout\":\"soon\"}]}",
        "spec.sessions[0].hooks.preBackup[0].timeout: 'soon' is not a duration: there is no number at position 1; "
        + "write numbers with the units h, m, s or ms, such as 1h30m",
        "spec.sessions[0].hooks.preBackup[0].hookTemplate: is missing: name a HookTemplate")]
    public void A_BackupConfiguration_is_refused_with_the_reason(string path, string? json, params string[] expected) =>
        Assert.Equal(expected.Order(StringComparer.Ordinal), Samples.Check("BackupConfiguration", path, json));

    [Theory]
    [InlineData("spec.dataSource", null, "spec.dataSource: is missing: say which Snapshot is restored")]
    [InlineData("spec.dataSource", "{}", "spec.dataSource.snapshot: is missing: name a Snapshot, or latest")]
    [InlineData("spec.dataSource", "{\"snapshot\":\"latest\"}", "spec.dataSource.repository: is missing: latest needs a Repository to choose from")]
    [InlineData("spec.dataSource", "{\"pitr\":{}}", "spec.dataSource.pitr.targetTime: is missing: give the time up to which is restored",
        "spec.dataSource.repository: is missing: a restore by time needs a Repository to choose from")]
    [InlineData("spec.dataSource.pitr", "{\"targetTime\":\"yesterday\"}",
        "spec.dataSource.pitr.targetTime: is \"yesterday\", which is no time: write it as 2026-01-31T23:59:59Z")]
    [InlineData("spec.addon", null, "spec.addon: is missing: name an Addon, such as postgres-addon, and its tasks")]
    public void A_RestoreSession_is_refused_with_the_reason(string path, string? json, params string[] expected) =>
        Assert.Equal(expected.Order(StringComparer.Ordinal), Samples.Check("RestoreSession", path, json));

    [Theory]
    [InlineData("spec.executor", null, "spec.executor: is missing: say who does it: Function, Pod or Operator")]
    [InlineData("spec.executor.type", "\"Nobody\"", "spec.executor.type: is \"Nobody\", which is none of Function, Pod, Operator")]
    [InlineData("spec.executor", "{\"type\":\"Function\"}", "spec.executor.function.name: is missing: name the Function")]
    [InlineData("spec.executor", "{\"type\":\"Pod\",\"pod\":{\"selector\":\"app\"}}",
        "spec.executor.pod.selector: \"app\" is no label: write key=value, separated by commas")]
    [InlineData("spec.executor", "{\"type\":\"Pod\",\"pod\":{\"selector\":\"a=b\",\"owner\":{\"apiVersion\":\"v1\",\"kind\":\"K\",\"name\":\"n\"}}}",
        "spec.executor.pod.owner.uid: is missing: it must be given")]
    [InlineData("spec.action", null, "spec.action: is missing: the executor Operator needs one of exec, httpGet, httpPost and tcpSocket")]
    [InlineData("spec.action.exec", "{\"command\":[\"ls\"]}", "spec.action: must have exactly one of exec, httpGet, httpPost and tcpSocket",
        "spec.action.exec: cannot be done by the operator, which runs no commands: use the executor Pod or Function")]
    [InlineData("spec.action.httpPost.port", null, "spec.action.httpPost.port: is missing: it must be given")]
    [InlineData("spec.action.httpPost.port", "\"web\"",
        "spec.action.containerName: is missing: the port \"web\" is a name, which only a container gives a meaning")]
    [InlineData("spec.action.httpPost.host", null, "spec.action.httpPost.host: is missing: the operator has no pod whose address could be meant")]
    [InlineData("spec.containerName", "\"db\"", "spec.containerName: warning: is not a field of this kind, so it is dropped")]
    public void A_HookTemplate_is_refused_with_the_reason(string path, string? json, params string[] expected) =>
        Assert.Equal(expected.Order(StringComparer.Ordinal), Samples.Check("HookTemplate", path, json));

    [Theory]
    [InlineData("BackupSession", "spec.invoker", null, "spec.invoker: is missing: name a BackupConfiguration or BackupBatch")]
    [InlineData("BackupSession", "spec.invoker.kind", "\"Cron\"", "spec.invoker.kind: is \"Cron\", which is none of BackupConfiguration, BackupBatch")]
    [InlineData("BackupSession", "spec.session", null, "spec.session: is missing: name a session of the plan")]
    [InlineData("BackupVerificationSession", "spec.repository", null, "spec.repository: is missing: name the Repository")]
    [InlineData("BackupVerifier", "spec.scheduler", null, "spec.scheduler: is missing: say when Snapshots are proven")]
    [InlineData("BackupVerifier", "spec.query", null, "spec.query: is missing: say what must be found")]
    [InlineData("BackupVerifier", "spec.type", "\"Script\"", "spec.script.location: is missing: give the path of the script")]
    [InlineData("BackupVerifier", "spec.restoreOption", null, "spec.restoreOption: is missing: say where and how a Snapshot is restored")]
    [InlineData("BackupBlueprint", "spec.backupConfigurationTemplate", null,
        "spec.backupConfigurationTemplate: is missing: a blueprint is nothing without its pattern")]
    [InlineData("BackupBlueprint", "spec.subjects", "[{\"kind\":\"StatefulSet\"}]",
        "spec.subjects[0].apiVersion: is missing: give group and version, such as apps/v1")]
    [InlineData("BackupBatch", "spec.sessions.0.targets.0.name", "\"nobody\"",
        "spec.sessions[0].targets[0].name: is \"nobody\", which is none of the batch's applications")]
    [InlineData("Addon", "spec.backupTasks.0.function", null, "spec.backupTasks[0].function: is missing: name the Function that does it")]
    [InlineData("Addon", "spec.backupTasks.0.driver", "\"Tape\"",
        "spec.backupTasks[0].driver: is \"Tape\", which is none of Restic, WalG, VolumeSnapshotter, Solr, Medusa, ClickHouseBackup, Neo4jAdmin")]
    [InlineData("Function", "spec.volumeMounts", "[{\"name\":\"x\"}]", "spec.volumeMounts[0].mountPath: is missing: it must be given")]
    [InlineData("Function", "spec.runtimeSettings", "{\"resources\":{\"limits\":{\"cpu\":\"1e999999999\"}}}",
        "spec.runtimeSettings.resources.limits.cpu: is \"1e999999999\", which is no quantity: write a number with a unit, such as 500m or 1.5Gi")]
    [InlineData("AppBinding", "spec.clientConfig", null, "spec.clientConfig: is missing: it must be given")]
    [InlineData("AppBinding", "spec.clientConfig", "{}",
        "spec.clientConfig.url: is missing: give a URL such as postgres://host:5432/database, or a service")]
    [InlineData("AppBinding", "spec.clientConfig.url", "\"postgres://u:geheim@h/d\"",
        "spec.clientConfig.url: warning: holds a password, which everybody who may read the object can see: put it in the Secret that spec.secret names")]
    [InlineData("AppBinding", "spec.parameters", "{\"x\":1}",
        "spec.parameters.apiVersion: is missing: the field holds a whole object, with apiVersion and kind",
        "spec.parameters.kind: is missing: the field holds a whole object, with apiVersion and kind")]
    public void An_object_is_refused_with_the_reason(string kind, string path, string? json, params string[] expected) =>
        Assert.Equal(expected.Order(StringComparer.Ordinal), Samples.Check(kind, path, json));

    [Fact]
    public void A_bare_major_version_and_a_url_without_a_port_are_good()
    {
        Assert.Empty(Samples.Check("AppBinding", "spec.version", "\"17\""));
        Assert.Empty(Samples.Check("AppBinding", "spec.clientConfig.url", "\"postgres://db.example/shop\""));
    }

    [Fact]
    public void All_problems_of_an_object_are_told_at_once() =>
        Assert.Equal(3, Samples.Check("BackupConfiguration", "spec.sessions", "[{\"name\":\"x\"}]").Count);
}
