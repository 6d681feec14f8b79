using System.CommandLine;
using System.Globalization;
using Cairn.Storage;

namespace Cairn.Cli.Options;

/// <summary>The options that every command takes.</summary>
internal sealed class GlobalOptions
{
    public Option<bool> Json { get; } = Make<bool>("--json", "Write one JSON object a line to the standard output, for programs.");

    public Option<bool> Quiet { get; } = Make<bool>("--quiet", "Write errors and results only, no progress.", "-q");

    public Option<bool> Verbose { get; } = Make<bool>("--verbose", "Say more: retries, warnings of tools, and where in Cairn a fault happened.", "-v");

    public Option<string?> PasswordFile { get; } = Make<string?>(
        "--password-file", "File with the repository's password. Otherwise: RESTIC_PASSWORD_FILE, RESTIC_PASSWORD_COMMAND, RESTIC_PASSWORD, "
            + "or a question.", "-p");

    public Option<string?> Compression { get; } = Make<string?>("--compression", "auto, off or max. Default: RESTIC_COMPRESSION, or auto.");

    public Option<int?> PackSize { get; } = Make<int?>("--pack-size", "Size of packs in MiB, 4 to 128. Default: RESTIC_PACK_SIZE, or 16.");

    public Option<int> LimitUpload { get; } = MakeCount<int>("--limit-upload", "Upload limit in KiB/s. Default: none.");

    public Option<int> LimitDownload { get; } = MakeCount<int>("--limit-download", "Download limit in KiB/s. Default: none.");

    public Option<int?> Connections { get; } = MakeCount<int?>(
        "--connections", "Storage operations at a time. Default: 5 for a bucket, processors + 2 for a directory.");

    public Option<string[]> Extended { get; } = Make<string[]>("--option", "key=value: s3.connections, s3.region, s3.bucket-lookup "
        + "(auto|dns|path), s3.storage-class, azure.connections, gs.connections, local.connections.", "-o");

    public Option<string?> CaCert { get; } = Make<string?>("--cacert", "PEM file with certificates to trust instead of the system's. Default: RESTIC_CACERT.");

    public Option<bool> InsecureTls { get; } = Make<bool>("--insecure-tls", "Accept any TLS certificate of the storage. Only for tests.");

    public Option<TimeSpan> RetryBudget { get; } = MakeDuration(
        "--retry-budget", "For how long an operation of the storage that fails is tried again; 0s: never. Default: 15m.", BackendDefaults.RetryBudget);

    public Option<TimeSpan> StuckRequestTimeout { get; } = MakeDuration(
        "--stuck-request-timeout", "How long no byte of a request to the storage may move before it counts as failed. Default: 1m.",
        BackendDefaults.StallTimeout, limit: TimeSpan.FromHours(24));

    public Option<TimeSpan> RetryLock { get; } = MakeDuration("--retry-lock", "How long to wait for somebody else's lock, such as 5m. Default: not at all.");

    public Option<bool> NoLock { get; } = Make<bool>("--no-lock", "Take no lock; for reading commands on storage that cannot be written to.");

    public Option<string?> CacheDirectory { get; } = Make<string?>(
        "--cache-dir", "Directory for copies of indexes, snapshots and trees, also of repositories in directories. Default: cairn in RESTIC_CACHE_DIR, in "
            + "XDG_CACHE_HOME or in ~/.cache, and only for remote repositories.");

    public Option<int?> CacheLimit { get; } = MakeCount<int?>("--cache-limit", "The most that the caches of all repositories may take, in MiB. Default: 2048.");

    public Option<bool> NoCache { get; } = Make<bool>("--no-cache", "Keep no copies on this machine, and use none.");

    public Option<bool> CleanupCache { get; } = Make<bool>("--cleanup-cache", "Delete the caches of repositories that were not used for 30 days.");

    private static BackendSettings BackendDefaults { get; } = new();

    /// <summary>All of them, for the root command.</summary>
    public IEnumerable<Option> All =>
    [
        Json, Quiet, Verbose, PasswordFile, Compression, PackSize, LimitUpload, LimitDownload, Connections, Extended, CaCert, InsecureTls,
        RetryBudget, StuckRequestTimeout, RetryLock, NoLock, CacheDirectory, CacheLimit, NoCache, CleanupCache,
    ];

    /// <summary>
    /// Makes an option whose value is a Go duration (<c>90s</c>, <c>5m</c>, <c>1h30m</c>); with a limit, it must be above zero and within it.
    /// </summary>
    public static Option<TimeSpan> MakeDuration(string name, string description, TimeSpan defaultValue = default, TimeSpan? limit = null) => new(name)
    {
        Description = description,
        Recursive = true,
        HelpName = "duration",
        DefaultValueFactory = _ => defaultValue,
        CustomParser = result =>
        {
            if (!Duration.TryParse(result.Tokens[0].Value, out TimeSpan duration))
            {
                result.AddError($"'{result.Tokens[0].Value}' is no duration. Write for instance 90s, 5m or 1h30m.");
            }
            else if (limit is { } longest && (duration <= TimeSpan.Zero || duration > longest))
            {
                result.AddError($"{name} must be more than nothing and at most {longest.TotalHours:0}h.");
            }

            return duration;
        },
    };

    /// <summary>A number that must be positive where it is given: 0 or less would be taken for "unset" further down.</summary>
    private static Option<T> MakeCount<T>(string name, string description)
    {
        Option<T> option = Make<T>(name, description);
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) && number <= 0)
            {
                result.AddError($"{name} must be a positive number, not {text}.");
            }
        });
        return option;
    }

    private static Option<T> Make<T>(string name, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, Recursive = true };
}
