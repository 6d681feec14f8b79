using Cairn.Restic;
using Cairn.Restic.Crypto;
using Cairn.Storage;
using Cairn.Testing.Servers;

namespace Cairn.EndToEnd.Tests.Support;

/// <summary>
/// What one test works with: a directory, a repository in it, and the environment in which cairn and restic run. Whatever cairn prints
/// is searched for the passwords.
/// </summary>
internal sealed class Workplace : IDisposable
{
    public const string RepositoryPassword = "repoPw-91c4-öäü";

    private readonly Dictionary<string, string> _environment;

    public Workplace(SharedServer server)
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("cairn-e2e-").FullName;
        _environment = new()
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "",
            ["HOME"] = Directory,
            ["LC_ALL"] = "C.UTF-8",
            ["RESTIC_REPOSITORY"] = Path.Combine(Directory, "repo"),
            ["RESTIC_PASSWORD"] = RepositoryPassword,
            ["RESTIC_CACHE_DIR"] = Path.Combine(Directory, "cache"),
            ["PGHOST"] = "127.0.0.1",
            ["PGPORT"] = $"{server.Postgres.Port}",
            ["PGUSER"] = ScratchPostgres.User,
            ["PGPASSWORD"] = SharedServer.Password,
        };
        Set("DOTNET_ROOT", Environment.GetEnvironmentVariable("DOTNET_ROOT"));
    }

    /// <summary>A directory of the test's own.</summary>
    public string Directory { get; }

    /// <summary>The repository, in restic's notation.</summary>
    public string Repository
    {
        get => _environment["RESTIC_REPOSITORY"];
        set => _environment["RESTIC_REPOSITORY"] = value;
    }

    /// <summary>Keeps the repository in a bucket from now on.</summary>
    /// <param name="endpoint">The server's address, or that of a proxy before it.</param>
    /// <param name="bucket">The bucket, which need not exist.</param>
    /// <param name="server">The server, whose credentials are taken.</param>
    public void UseS3(string endpoint, string bucket, MotoS3Server server)
    {
        Repository = $"s3:{endpoint}/{bucket}/some/prefix";
        Set("AWS_ACCESS_KEY_ID", server.AccessKeyId);
        Set("AWS_SECRET_ACCESS_KEY", server.SecretAccessKey);
    }

    /// <summary>The files of a directory of the repository, hidden and temporary ones too.</summary>
    public string[] Files(string directory)
    {
        string path = Path.Combine(Repository, directory);
        return System.IO.Directory.Exists(path) ? System.IO.Directory.GetFiles(path, "*", SearchOption.AllDirectories) : [];
    }

    /// <summary>Sets a variable for all programs from now on; null removes it.</summary>
    public void Set(string name, string? value)
    {
        _environment.Remove(name);
        if (value is not null)
        {
            _environment[name] = value;
        }
    }

    /// <summary>Starts cairn.</summary>
    public RunningProgram StartCairn(params string[] arguments) =>
        RunningProgram.Start(Programs.Cairn, arguments, _environment, MustHoldNoSecret);

    /// <summary>Runs cairn to its end.</summary>
    public Task<ProgramResult> CairnAsync(string[] arguments, CancellationToken cancellationToken) =>
        RunAsync(StartCairn(arguments), cancellationToken);

    /// <summary>Runs cairn with one environment variable changed for this run only.</summary>
    public async Task<ProgramResult> CairnWithAsync(string variable, string? value, string[] arguments, CancellationToken cancellationToken)
    {
        string? before = _environment.GetValueOrDefault(variable);
        Set(variable, value);
        try
        {
            return await CairnAsync(arguments, cancellationToken);
        }
        finally
        {
            Set(variable, before);
        }
    }

    /// <summary>Creates the repository with a key that costs little: each test opens it several times, and none is about that.</summary>
    public async Task InitAsync(CancellationToken cancellationToken)
    {
        RepositorySettings settings = new() { KeyCost = new ScryptParameters(1024, 8, 1) };
        await using ResticRepository repository = await ResticRepository.InitAsync(OpenBackend(), RepositoryPassword, settings, cancellationToken);
    }

    /// <summary>Opens the repository in this process.</summary>
    public Task<ResticRepository> OpenAsync(CancellationToken cancellationToken) =>
        ResticRepository.OpenAsync(OpenBackend(), RepositoryPassword, new RepositorySettings(), cancellationToken);

    /// <summary>Backs up a database, and expects that it works.</summary>
    public async Task<ProgramResult> BackupAsync(string database, CancellationToken cancellationToken, params string[] arguments) =>
        (await CairnAsync(["backup", "--from", Url(database), .. arguments], cancellationToken)).MustExitWith(0);

    /// <summary>Runs the oldest restic.</summary>
    public Task<ProgramResult> ResticAsync(string[] arguments, CancellationToken cancellationToken) =>
        ToolAsync(Programs.Restic, arguments, cancellationToken);

    /// <summary>Runs another program in the same environment.</summary>
    public Task<ProgramResult> ToolAsync(string program, string[] arguments, CancellationToken cancellationToken) =>
        RunAsync(StartTool(program, arguments), cancellationToken);

    /// <summary>Starts another program in the same environment.</summary>
    public RunningProgram StartTool(string program, params string[] arguments) => RunningProgram.Start(program, arguments, _environment, _ => { });

    /// <summary>What restic lists; it takes no lock, so that left-over ones do not matter.</summary>
    public async Task<IReadOnlyList<JsonElement>> SnapshotsAsync(CancellationToken cancellationToken)
    {
        ProgramResult result = await ResticAsync(["snapshots", "--json", "--no-lock"], cancellationToken);
        JsonElement snapshots = JsonSerializer.Deserialize<JsonElement>(result.MustExitWith(0).Output);
        return snapshots.ValueKind == JsonValueKind.Null ? [] : [.. snapshots.EnumerateArray()];
    }

    /// <summary>Fails unless there are so many snapshots.</summary>
    public async Task MustHaveSnapshotsAsync(int count, CancellationToken cancellationToken) =>
        Assert.Equal(count, (await SnapshotsAsync(cancellationToken)).Count);

    /// <summary>
    /// What must hold after every fault: a plain backup works without help, adds one snapshot, and leaves a repository in which restic
    /// finds nothing wrong.
    /// </summary>
    public async Task MustRecoverAsync(string database, CancellationToken cancellationToken, params string[] checkOptions)
    {
        int before = (await SnapshotsAsync(cancellationToken)).Count;
        await BackupAsync(database, cancellationToken);
        await MustHaveSnapshotsAsync(before + 1, cancellationToken);
        await MustBeSoundAsync(cancellationToken, checkOptions);
    }

    /// <summary>Fails unless restic, reading all data, finds nothing wrong.</summary>
    public async Task MustBeSoundAsync(CancellationToken cancellationToken, params string[] options) =>
        (await ResticAsync(["check", "--read-data", .. options], cancellationToken)).MustExitWith(0, "no errors were found");

    /// <summary>A URL that holds the database only; host, user and password come from the environment.</summary>
    public static string Url(string database) => $"postgres:///{database}";

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    private IBackend OpenBackend() => BackendFactory.Open(
        RepositoryLocation.Parse(Repository),
        BackendSettings.FromEnvironment(name => _environment.GetValueOrDefault(name)),
        onRetry: null,
        TimeProvider.System);

    private static async Task<ProgramResult> RunAsync(RunningProgram program, CancellationToken cancellationToken)
    {
        await using (program)
        {
            return await program.WaitAsync(cancellationToken);
        }
    }

    private void MustHoldNoSecret(ProgramResult result)
    {
        List<string> secrets = [RepositoryPassword, SharedServer.Password, Uri.EscapeDataString(SharedServer.Password)];
        foreach (string variable in (string[])["AWS_SECRET_ACCESS_KEY", "AZURE_ACCOUNT_KEY", "GOOGLE_ACCESS_TOKEN"])
        {
            if (_environment.TryGetValue(variable, out string? storageSecret))
            {
                secrets.Add(storageSecret);
            }
        }

        Assert.All(secrets, secret => Assert.DoesNotContain(secret, result.Everything, StringComparison.Ordinal));
    }
}
