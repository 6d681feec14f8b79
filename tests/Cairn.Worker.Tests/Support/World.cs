using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Cairn.Api.AppCatalog;
using Cairn.Api.Core;
using Cairn.Api.Meta;
using Cairn.Api.Storage;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Clients;
using Cairn.Layout;
using Cairn.Layout.Backends;
using Cairn.Layout.Metadata;
using Cairn.Testing;
using Cairn.Testing.Clusters;
using Cairn.Testing.Postgres;
using Cairn.Worker.Backups;
using Cairn.Worker.Mounts;
using Cairn.Worker.Restores;
using k8s.Models;

namespace Cairn.Worker.Tests.Support;

/// <summary>
/// A cluster, a server and a storage for the tests of one class, and what the operator would have made before a Job starts: storages that are initialised,
/// Repositories, Snapshots and sessions with their status.
/// </summary>
public sealed class World : IAsyncLifetime
{
    public const string Namespace = "default";
    public const string EncryptionPassword = "correct-horse-battery";
    public const string DatabasePassword = "swordfish-90210";

    private readonly TempDirectory _directory = new();
    private TestCluster? _cluster;
    private ScratchPostgres? _server;
    private int _names;

    public ApiServerClient Client => _cluster!.Client;

    public ScratchPostgres Server => _server!;

    /// <summary>What the runs wrote into their logs.</summary>
    public ConcurrentQueue<string> Log { get; } = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await TestCluster.StartAsync(TimeProvider.System, CancellationToken.None);
        _server = await ScratchPostgres.StartAsync(new ScratchPostgresOptions { Password = DatabasePassword }, CancellationToken.None);
        await MakeSecretAsync("encryption", ("RESTIC_PASSWORD", EncryptionPassword));
        await MakeSecretAsync("login", ("username", ScratchPostgres.User), ("password", DatabasePassword));
        await MakeBindingAsync("db", Server.Port, "login");
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        await _cluster!.DisposeAsync();
        _directory.Dispose();
    }

    public string NewName(string start) => $"{start}-{Interlocked.Increment(ref _names)}";

    public Task MakeSecretAsync(string name, params (string Key, string Value)[] data) => Client.CreateAsync(
        new V1Secret
        {
            Metadata = Named(name),
            Data = data.ToDictionary(item => item.Key, item => Encoding.UTF8.GetBytes(item.Value)),
        },
        Stop);

    public Task MakeBindingAsync(string name, int port, string secret) => Client.CreateAsync(
        new AppBinding
        {
            Metadata = Named(name),
            Spec = new AppBindingSpec
            {
                Type = "postgres",
                Version = "15.1",
                ClientConfig = new ClientConfig { Url = $"postgresql://127.0.0.1:{port}/ignored?ssl-mode=DISABLED" },
                Secret = new SecretReference { Kind = "Secret", Name = secret },
            },
        },
        Stop);

    /// <summary>A storage on a volume, initialised.</summary>
    public async Task<string> MakeLocalStorageAsync()
    {
        string name = NewName("storage");
        BackupStorage storage = await Client.CreateAsync(
            new BackupStorage
            {
                Metadata = Named(name),
                Spec = new BackupStorageSpec
                {
                    Storage = new StorageLocation { Provider = "local", Local = new LocalLocation { MountPath = _directory[name] } },
                },
            },
            Stop);
        await InitializeAsync(StorageAccess.Of(storage, null));
        return name;
    }

    public static async Task InitializeAsync(StorageAccess access)
    {
        await using MetadataStore store = access.OpenMetadata(null, TimeProvider.System);
        await store.CreateAsync(Stop);
        await store.SaveBackendAsync(new BackendMetadata { OperatorVersion = "test" }, Stop);
    }

    /// <summary>Where the restic repository of a Repository on a volume is.</summary>
    public string PathOf(string storage, string repository) => Path.Combine(_directory[storage], repository, "repository", "v1", "daily", "dump");

    public async Task<string> MakeRepositoryAsync(string storage, string secret = "encryption")
    {
        string name = NewName("repo");
        await Client.CreateAsync(
            new Repository
            {
                Metadata = Named(name),
                Spec = new RepositorySpec
                {
                    AppRef = Target("db"),
                    StorageRef = new ObjectReference { Name = storage },
                    Path = "/" + name,
                    EncryptionSecret = new ObjectReference { Name = secret },
                },
            },
            Stop);
        return name;
    }

    /// <summary>A BackupSession with a Snapshot for each Repository, as they are when the Job starts. Returns the session's name.</summary>
    public async Task<string> MakeSessionAsync(string binding, DateTimeOffset? deadline, params string[] repositories)
    {
        string session = NewName("session");
        JsonArray references = [];
        foreach (string repository in repositories)
        {
            string snapshot = SnapshotOf(session, repository);
            await MakeSnapshotAsync(snapshot, repository, session, binding);
            references.Add(new JsonObject { ["name"] = snapshot, ["repository"] = repository });
        }

        await Client.CreateAsync(new BackupSession { Metadata = Named(session), Spec = new BackupSessionSpec { Session = "daily" } }, Stop);
        JsonObject status = new() { ["snapshots"] = references };
        if (deadline is { } time)
        {
            status["backupDeadline"] = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", null);
        }

        await Client.PatchStatusAsync<BackupSession>(new NamespacedName(Namespace, session), new JsonObject { ["status"] = status }, Stop);
        return session;
    }

    public Task MakeSnapshotAsync(string name, string repository, string session, string binding) => Client.CreateAsync(
        new Snapshot
        {
            Metadata = Named(name),
            Spec = new SnapshotSpec
            {
                Repository = repository,
                Session = "daily",
                BackupSession = session,
                Version = "v1",
                AppRef = Target(binding),
                Type = "FullBackup",
            },
        },
        Stop);

    public static string SnapshotOf(string session, string repository) => $"{repository}-{session}";

    public BackupRun Backup(string session, string command = "pg_dumpall", string arguments = "") => new(
        Context(),
        new BackupRunOptions
        {
            Namespace = Namespace,
            BackupSession = session,
            BackupCommand = command,
            Arguments = arguments,
            ScratchDirectory = "/kubestash-tmp",
            WaitTimeout = TimeSpan.FromSeconds(1),
        });

    public async Task<SnapshotComponent> ComponentAsync(string session, string repository)
    {
        Snapshot? snapshot = await Client.FindAsync<Snapshot>(new NamespacedName(Namespace, SnapshotOf(session, repository)), Stop);
        Assert.Equal(1, snapshot?.Status?.TotalComponents);
        return Assert.Single(snapshot!.Status!.Components!, item => item.Key == "dump").Value;
    }

    /// <summary>Backs up and expects success.</summary>
    public async Task<(string Session, string Repository)> MakeBackupAsync(string storage, string command, string arguments)
    {
        string repository = await MakeRepositoryAsync(storage);
        string session = await MakeSessionAsync("db", null, repository);
        await Backup(session, command, arguments).RunAsync(Stop);
        return (session, repository);
    }

    public async Task<RestoreRun> RestoreAsync(
        string snapshot, string repository, string arguments = "", Func<RestoreRunOptions, RestoreRunOptions>? change = null, string? binding = null)
    {
        string name = NewName("restore");
        await Client.CreateAsync(
            new RestoreSession
            {
                Metadata = Named(name),
                Spec = new RestoreSessionSpec
                {
                    DataSource = new RestoreDataSource { Repository = repository, Snapshot = snapshot },
                    Target = binding is null ? null : Target(binding),
                },
            },
            Stop);
        RestoreRunOptions options = new()
        {
            Namespace = Namespace,
            RestoreSession = name,
            Snapshot = snapshot,
            Arguments = arguments,
            Choice = new() { Jobs = 2 },
            WaitTimeout = TimeSpan.FromSeconds(1),
        };
        LastRestore = name;
        return new RestoreRun(Context(), change?.Invoke(options) ?? options);
    }

    /// <summary>The name of the RestoreSession that was made last.</summary>
    public string LastRestore { get; private set; } = "";

    public async Task<RestoreComponent> RestoredComponentAsync()
    {
        RestoreSession? session = await Client.FindAsync<RestoreSession>(new NamespacedName(Namespace, LastRestore), Stop);
        Assert.Equal(1, session?.Status?.TotalComponents);
        return Assert.Single(session!.Status!.Components!, item => item.Key == "dump").Value;
    }

    public RunContext Context() => new()
    {
        Cluster = Client,
        Identity = new RunIdentity(),
        Time = TimeProvider.System,
        Variable = _ => null,
        Mounts = MountMap.Read(_ => $$"""{"/kubestash-tmp": "{{_directory["scratch"]}}"}"""),
        ProgramVersion = "cairn test",
        Note = Log.Enqueue,
        Detail = Log.Enqueue,
    };

    /// <summary>What is left in the scratch directory.</summary>
    public IEnumerable<string> ScratchFiles =>
        Directory.Exists(_directory["scratch"]) ? Directory.EnumerateFileSystemEntries(_directory["scratch"]) : [];

    public static V1ObjectMeta Named(string name) => new() { Name = name, NamespaceProperty = Namespace };

    public static TypedObjectReference Target(string binding) => new()
    {
        ApiGroup = "appcatalog.appscode.com",
        Kind = "AppBinding",
        Name = binding,
        Namespace = Namespace,
    };
}
