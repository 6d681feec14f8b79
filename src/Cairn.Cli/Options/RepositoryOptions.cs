using System.CommandLine;
using System.Globalization;
using Cairn.Cli.Output;
using Cairn.Restic;
using Cairn.Restic.Chunking;
using Cairn.Restic.Locks;
using Cairn.Storage;
using Cairn.Storage.Caching;

namespace Cairn.Cli.Options;

/// <summary>Turns options and environment into an open repository. The variables are restic's.</summary>
internal sealed class RepositoryOptions(GlobalOptions options, ParseResult parsed, CliContext context, Reporter reporter)
{
    /// <summary>Where the repository is: the option's value, RESTIC_REPOSITORY, or the file that RESTIC_REPOSITORY_FILE names.</summary>
    public async Task<RepositoryLocation> LocateAsync(string? value, CancellationToken cancellationToken)
    {
        string? text = value ?? context.Environment("RESTIC_REPOSITORY");
        if (text is null && context.Environment("RESTIC_REPOSITORY_FILE") is { } file)
        {
            text = await ReadRepositoryFileAsync(file, cancellationToken);
        }

        return text is { Length: > 0 }
            ? Parse(text)
            : throw new UsageException("No repository was given. Name it on the command line or in RESTIC_REPOSITORY, for instance /backups "
                + "or s3:https://host/bucket/prefix.");
    }

    /// <summary>Opens an existing repository.</summary>
    public async Task<ResticRepository> OpenAsync(string? value, CancellationToken cancellationToken) => await OpenAsync(
        await LocateAsync(value, cancellationToken),
        await PasswordSource.ReadAsync(parsed.GetValue(options.PasswordFile), context, cancellationToken),
        cancellationToken);

    /// <summary>Opens an existing repository to see what is in the storage itself, whatever this machine has copies of.</summary>
    public async Task<ResticRepository> OpenUncachedAsync(string? value, CancellationToken cancellationToken) => await OpenAsync(
        OpenBackend(await LocateAsync(value, cancellationToken), cache: null),
        await PasswordSource.ReadAsync(parsed.GetValue(options.PasswordFile), context, cancellationToken),
        cancellationToken);

    /// <summary>Opens a further repository to write to, with a password of its own where a file with one was given.</summary>
    public async Task<ResticRepository> OpenAsync(string value, string? passwordFile, CancellationToken cancellationToken) => await OpenAsync(
        Parse(value),
        await PasswordSource.ReadAsync(passwordFile ?? parsed.GetValue(options.PasswordFile), context, cancellationToken),
        cancellationToken);

    /// <summary>Opens the repository of <c>--from-repo</c> or RESTIC_FROM_REPOSITORY, with a password of its own.</summary>
    public async Task<ResticRepository> OpenSourceAsync(string? value, string? passwordFile, CancellationToken cancellationToken)
    {
        string text = value ?? context.Environment("RESTIC_FROM_REPOSITORY")
            ?? throw new UsageException("No source repository was given. Use --from-repo or RESTIC_FROM_REPOSITORY.");
        return await OpenAsync(
            Parse(text), await PasswordSource.ReadAsync(passwordFile, context, cancellationToken, "RESTIC_FROM_"), cancellationToken);
    }

    private Task<ResticRepository> OpenAsync(RepositoryLocation location, string password, CancellationToken cancellationToken) =>
        OpenAsync(OpenBackend(location, Cache()), password, cancellationToken);

    private async Task<ResticRepository> OpenAsync(IBackend backend, string password, CancellationToken cancellationToken)
    {
        try
        {
            return await ResticRepository.OpenAsync(backend, password, Settings(), cancellationToken);
        }
        catch
        {
            await backend.DisposeAsync();
            throw;
        }
    }

    /// <summary>Creates a repository.</summary>
    public async Task<ResticRepository> InitAsync(
        string? value, int formatVersion, Polynomial? polynomial, CancellationToken cancellationToken)
    {
        RepositoryLocation location = await LocateAsync(value, cancellationToken);
        string password = await PasswordSource.ReadAsync(parsed.GetValue(options.PasswordFile), context, cancellationToken);
        RepositorySettings settings = Settings() with { FormatVersion = formatVersion, ChunkerPolynomial = polynomial };
        IBackend backend = OpenBackend(location, cache: null);
        try
        {
            return await ResticRepository.InitAsync(backend, password, settings, cancellationToken);
        }
        catch
        {
            await backend.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes a lock. Null: <c>--no-lock</c> was given to a command that only reads.</summary>
    public async Task<RepositoryLock?> LockForReadingAsync(ResticRepository repository, CancellationToken cancellationToken) =>
        parsed.GetValue(options.NoLock) ? null : await LockAsync(repository, exclusive: false, cancellationToken);

    /// <summary>How locks are taken.</summary>
    public LockOptions LockOptions => new() { RetryFor = parsed.GetValue(options.RetryLock) };

    /// <summary>Takes a lock.</summary>
    public Task<RepositoryLock> LockAsync(ResticRepository repository, bool exclusive, CancellationToken cancellationToken) =>
        RepositoryLock.AcquireAsync(repository, LockOptions with { Exclusive = exclusive }, cancellationToken);

    /// <summary>
    /// Takes a lock for writing, and only then loads the index. The order matters: an index that was read while somebody else's prune still
    /// held the repository names packs that are gone, and a backup would refer to them instead of storing its data.
    /// </summary>
    public async Task<RepositoryLock> LockAndLoadIndexAsync(ResticRepository repository, CancellationToken cancellationToken)
    {
        RepositoryLock repositoryLock = await LockAsync(repository, exclusive: false, cancellationToken);
        try
        {
            await repository.LoadIndexAsync(cancellationToken);
            return repositoryLock;
        }
        catch
        {
            await repositoryLock.DisposeAsync();
            throw;
        }
    }

    private static async Task<string> ReadRepositoryFileAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return (await File.ReadAllTextAsync(file, cancellationToken)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The file {file}, named by RESTIC_REPOSITORY_FILE, cannot be read: {e.Message}");
        }
    }

    /// <summary>A location that cannot be understood is a mistake on the command line, not a failure of the storage.</summary>
    private static RepositoryLocation Parse(string text)
    {
        try
        {
            return RepositoryLocation.Parse(text);
        }
        catch (BackendException e) when (e.Kind == BackendErrorKind.Misconfigured)
        {
            throw new UsageException(e.Message);
        }
    }

    private RepositorySettings Settings()
    {
        string compression = parsed.GetValue(options.Compression) ?? context.Environment("RESTIC_COMPRESSION") ?? "auto";
        string? packSize = context.Environment("RESTIC_PACK_SIZE");
        int mebibytes = parsed.GetValue(options.PackSize) ?? (packSize is null ? 16 : ParseNumber("RESTIC_PACK_SIZE", packSize));
        return mebibytes is < 4 or > 128
            ? throw new UsageException("The pack size must be from 4 to 128 MiB.")
            : new RepositorySettings
            {
                Compression = compression switch
                {
                    "auto" => Compression.Auto,
                    "off" => Compression.Off,
                    "max" => Compression.Max,
                    _ => throw new UsageException($"'{compression}' is no compression mode. Use auto, off or max."),
                },
                PackSize = mebibytes * 1024 * 1024,
                Time = context.Time,
            };
    }

    private IBackend OpenBackend(RepositoryLocation location, CacheSettings? cache)
    {
        BackendSettings settings = BackendSettings.FromEnvironment(context.Environment);
        settings = settings with
        {
            CaCertificateFile = parsed.GetValue(options.CaCert) ?? settings.CaCertificateFile,
            InsecureTls = parsed.GetValue(options.InsecureTls),
            Connections = parsed.GetValue(options.Connections),
            UploadLimitKiB = parsed.GetValue(options.LimitUpload),
            DownloadLimitKiB = parsed.GetValue(options.LimitDownload),
            RetryBudget = parsed.GetValue(options.RetryBudget),
            StallTimeout = parsed.GetValue(options.StuckRequestTimeout),
            Cache = cache,
        };
        foreach (string option in parsed.GetValue(options.Extended) ?? [])
        {
            settings = Apply(settings, option);
        }

        return BackendFactory.Open(location, settings, reporter.Retrying, context.Time);
    }

    private CacheSettings? Cache()
    {
        string? asked = parsed.GetValue(options.CacheDirectory);
        if (parsed.GetValue(options.NoCache) || (asked ?? CacheSettings.FindDirectory(context.Environment)) is not { } directory)
        {
            return null;
        }

        var settings = new CacheSettings { Directory = directory, CachesDirectories = asked is not null, RemovesOld = parsed.GetValue(options.CleanupCache) };
        return parsed.GetValue(options.CacheLimit) is { } limit ? settings with { MaxBytes = limit * 1024L * 1024 } : settings;
    }

    private static BackendSettings Apply(BackendSettings settings, string option)
    {
        string[] parts = option.Split('=', 2);
        string value = parts.Length == 2 ? parts[1] : throw new UsageException($"'{option}' is not of the form key=value.");
        return parts[0] switch
        {
            "s3.connections" or "azure.connections" or "gs.connections" or "local.connections" => settings with { Connections = ParseNumber(parts[0], value) },
            "s3.region" => settings with { S3Region = value },
            "s3.storage-class" => settings with { S3StorageClass = value },
            "s3.bucket-lookup" => settings with
            {
                S3BucketLookup = Enum.TryParse(value, ignoreCase: true, out S3BucketLookup lookup)
                    ? lookup
                    : throw new UsageException($"'{value}' is no way to look up buckets. Use auto, dns or path."),
            },
            _ => throw new UsageException($"The option '{parts[0]}' is not known. Known are s3.connections, s3.region, s3.bucket-lookup, "
                + "s3.storage-class, azure.connections, gs.connections and local.connections."),
        };
    }

    private static int ParseNumber(string name, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : throw new UsageException($"{name} must be a positive number, not '{text}'.");
}
