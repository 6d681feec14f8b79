namespace Cairn.Operator.Tests.Support;

/// <summary>The objects of KubeStash's guide to PostgreSQL, with two repositories. NS stands for the namespace.</summary>
internal static class Manifests
{
    public const string Surroundings = """
        apiVersion: storage.kubestash.com/v1alpha1
        kind: BackupStorage
        metadata: {name: storage, namespace: NS}
        spec:
          storage: {provider: s3, s3: {bucket: backups, endpoint: "http://s3.example:9000", prefix: NS, secretName: s3-secret}}
          usagePolicy: {allowedNamespaces: {from: All}}
        ---
        apiVersion: storage.kubestash.com/v1alpha1
        kind: RetentionPolicy
        metadata: {name: retention, namespace: NS}
        spec: {successfulSnapshots: {last: 5}, failedSnapshots: {last: 2}}
        ---
        apiVersion: appcatalog.appscode.com/v1alpha1
        kind: AppBinding
        metadata: {name: db, namespace: NS}
        spec: {clientConfig: {url: "postgres://db.example:5432/demo"}, secret: {name: db-auth}, type: postgres, version: "17.2"}
        """;

    /// <summary>A plan with one session.</summary>
    public static string Plan(string name = "plan", string session = "", string extra = "") => $$$"""
        apiVersion: core.kubestash.com/v1alpha1
        kind: BackupConfiguration
        metadata: {name: {{{name}}}, namespace: NS}
        spec:
          {{{extra}}}
          target: {apiGroup: appcatalog.appscode.com, kind: AppBinding, name: db, namespace: NS}
          backends:
          - name: main
            storageRef: {name: storage, namespace: NS}
            retentionPolicy: {name: retention, namespace: NS}
          sessions:
          - name: daily
            {{{session}}}
            scheduler: {schedule: "0 3 * * *", jobTemplate: {backoffLimit: 1}}
            repositories:
            - {name: {{{name}}}-one, backend: main, directory: /{{{name}}}/one, encryptionSecret: {name: encrypt}, deletionPolicy: WipeOut}
            - {name: {{{name}}}-two, backend: main, directory: /{{{name}}}/two, encryptionSecret: {name: encrypt}}
            addon: {name: postgres-addon, tasks: [{name: logical-backup, params: {backupCmd: pg_dump, args: demo}}]}
        """;

    /// <summary>A restore.</summary>
    public static string Restore(string name = "restore", string source = "snapshot: latest", string extra = "") => $$$"""
        apiVersion: core.kubestash.com/v1alpha1
        kind: RestoreSession
        metadata: {name: {{{name}}}, namespace: NS}
        spec:
          {{{extra}}}
          target: {apiGroup: appcatalog.appscode.com, kind: AppBinding, name: db, namespace: NS}
          dataSource: {repository: plan-one, {{{source}}}, encryptionSecret: {name: encrypt}}
          addon: {name: postgres-addon, tasks: [{name: logical-backup-restore, params: {args: --dbname=demo}}]}
        """;

    /// <summary>A session that somebody begins by hand.</summary>
    public static string Session(string name, int retryLeft = 0, string extra = "") => $$$"""
        apiVersion: core.kubestash.com/v1alpha1
        kind: BackupSession
        metadata: {name: {{{name}}}, namespace: NS}
        spec:
          invoker: {apiGroup: core.kubestash.com, kind: BackupConfiguration, name: plan}
          session: daily
          retryLeft: {{{retryLeft}}}
          {{{extra}}}
        """;
}
