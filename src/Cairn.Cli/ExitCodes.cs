using Cairn.Kubernetes.Clients;
using Cairn.Layout.Metadata;
using Cairn.Postgres;
using Cairn.Restic;
using Cairn.Storage;
using Cairn.Worker;
using Cairn.Worker.Failures;

namespace Cairn.Cli;

/// <summary>
/// The exit codes, and the one place where failures become codes and final messages. restic's codes are used where it has one.
/// docs/exit-codes.md is the table for users; a test compares.
/// </summary>
internal static class ExitCodes
{
    /// <summary>Everything worked.</summary>
    public const int Success = 0;

    /// <summary>A failure that has no code of its own.</summary>
    public const int Failure = 1;

    /// <summary>The command line or the environment is wrong; nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>There is no repository at the place.</summary>
    public const int NoRepository = 10;

    /// <summary>The repository is locked by somebody else, or this run lost its lock.</summary>
    public const int Locked = 11;

    /// <summary>The repository's password is wrong or missing.</summary>
    public const int WrongPassword = 12;

    /// <summary>The database that was to be backed up failed.</summary>
    public const int SourceDatabase = 20;

    /// <summary>The database that was to be restored to failed.</summary>
    public const int TargetDatabase = 21;

    /// <summary>A client program (pg_dump, pg_dumpall, psql) is missing or failed by itself.</summary>
    public const int Tool = 22;

    /// <summary>The storage failed.</summary>
    public const int Storage = 23;

    /// <summary>The repository is damaged.</summary>
    public const int Damaged = 24;

    /// <summary>A restore with <c>--on-error continue</c> came to its end, but statements failed.</summary>
    public const int RestoredWithErrors = 25;

    /// <summary>A backup to several repositories is stored in some of them and not in all.</summary>
    public const int PartlyStored = 26;

    /// <summary>The cluster's API server failed, or refused.</summary>
    public const int Cluster = 27;

    /// <summary>Manifests have errors.</summary>
    public const int InvalidManifests = 30;

    /// <summary>A fault in Cairn itself.</summary>
    public const int Internal = 70;

    /// <summary>Interrupted by Ctrl-C (SIGINT).</summary>
    public const int Interrupted = 130;

    /// <summary>Ended by SIGTERM.</summary>
    public const int Terminated = 143;

    /// <summary>Gives the code and the message for a failure. The message names the side that failed.</summary>
    /// <param name="failure">What ended the run.</param>
    /// <param name="interruption">The exit code that a signal asks for; null: there was none, so that a cancellation is a fault of ours.</param>
    public static (int Code, string Message) Describe(Exception failure, int? interruption) => failure switch
    {
        // Whatever ended the run after a signal, it was the signal: Ctrl-C reaches pg_dump and psql too, and they fail in their own words.
        _ when interruption is { } code => (code, code == Interrupted ? "Interrupted." : "Stopped by a signal."),
        UsageException e => (Usage, e.Message),
        OutputException e => (Failure, $"Output: {e.Message}"),
        StatementsFailedException e => (RestoredWithErrors, $"Target database: {e.Message}"),
        PartlyStoredException e => (PartlyStored, e.Message),
        InvalidManifestsException e => (InvalidManifests, $"Manifests: {e.Message}"),
        CheckFailedException e => (Damaged, $"Repository: {e.Message}"),
        _ when FailureText.Describe(failure) is { } text => (CodeOf(failure), text),
        _ => (Internal, $"Fault in Cairn ({failure.GetType().Name}): {failure.Message} Please report it, with the output of --verbose."),
    };

    private static int CodeOf(Exception failure) => failure switch
    {
        RunException => Usage,
        RepositoryException e => CodeOf(e.Kind),
        BackendException or MetadataException => Storage,
        PostgresException e => CodeOf(e.Side),
        ClusterException => Cluster,
        _ => Failure,
    };

    private static int CodeOf(RepositoryErrorKind kind) => kind switch
    {
        RepositoryErrorKind.NotARepository => NoRepository,
        RepositoryErrorKind.Locked or RepositoryErrorKind.LockLost => Locked,
        RepositoryErrorKind.WrongPassword => WrongPassword,
        RepositoryErrorKind.Damaged => Damaged,
        RepositoryErrorKind.InvalidRequest => Usage,
        _ => Failure,
    };

    private static int CodeOf(PostgresSide side) => side switch
    {
        PostgresSide.SourceDatabase => SourceDatabase,
        PostgresSide.TargetDatabase => TargetDatabase,
        PostgresSide.Tool => Tool,
        _ => Usage,
    };
}
