using System.Text.Json;
using Cairn.Postgres.Clients;
using Cairn.Postgres.Connections;
using Cairn.Postgres.Dump;
using Cairn.Postgres.Dump.Servers;
using Cairn.Postgres.Progress;
using Cairn.Postgres.Restore.Parallel;
using Cairn.Postgres.Restore.Servers;

namespace Cairn.Postgres.Restore;

/// <summary>
/// A restore of what a <see cref="DumpJob"/> or anybody else's pg_dump or pg_dumpall stored: planned without a server, then run once.
/// </summary>
public abstract class RestoreJob
{
    private protected RestoreJob(RestoreJobOptions options, TimeProvider timeProvider)
    {
        Options = options;
        Time = timeProvider;
        Progress = new WorkProgress(timeProvider);
    }

    /// <summary>How far it is.</summary>
    public WorkProgress Progress { get; }

    /// <summary>What will be restored, for each database; empty when the script is streamed and nothing is known of it.</summary>
    public abstract IReadOnlyList<RestorePlan> Plans { get; }

    /// <summary>Whether roles and tablespaces will be restored.</summary>
    public virtual bool RestoresGlobals => false;

    /// <summary>Whether the snapshot holds a whole server.</summary>
    public virtual bool IsServer => false;

    private protected RestoreJobOptions Options { get; }

    private protected TimeProvider Time { get; }

    /// <summary>
    /// Plans a restore. Fails with <see cref="PostgresErrorKind.InvalidConfiguration"/> when options exclude each other, name what is not there, or
    /// ask for something that the snapshot cannot give.
    /// </summary>
    public static async Task<RestoreJob> PlanAsync(
        IDumpContents contents, RestoreJobOptions options, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contents);
        ArgumentNullException.ThrowIfNull(options);
        bool isPlain = options.Plain || options.ExtraArguments.Count > 0;
        if (isPlain && options.NeedsToc is { } plainOption)
        {
            throw PostgresException.Configuration($"{plainOption} has no meaning for a script that is streamed into psql as it is.");
        }

        byte[]? toc = isPlain || contents.LengthOf(DumpFileNames.Toc) is null ? null : await contents.ReadAsync(DumpFileNames.Toc, cancellationToken);
        (string format, string file) = toc is null ? ("", "") : FormatOf(toc);
        bool isOfThisScript = file == options.FileName;
        if (isOfThisScript && format == ServerTocWriter.Format)
        {
            return await ServerRestoreJob.PlanAsync(contents, toc!, options, timeProvider, cancellationToken);
        }

        if (options.SourceDatabases.Count > 0 || options.Globals is GlobalsChoice.Restore or GlobalsChoice.Only)
        {
            throw PostgresException.Configuration(
                "The snapshot is not one of a whole server whose databases can be told apart: it can only be restored as it is.");
        }

        return isOfThisScript && contents.LengthOf(DumpFileNames.Schema) is not null
            ? await DatabaseRestoreJob.PlanAsync(contents, toc!, options, timeProvider, cancellationToken)
            : options.NeedsToc is { } needed
                ? throw PostgresException.Configuration(
                    $"{needed} needs a snapshot with a table of contents ({DumpFileNames.Toc}), and this one has none: it can only be restored as a whole.")
                : new PlainRestoreJob(contents, options, timeProvider);
    }

    /// <summary>
    /// Restores. The first failure is thrown, with words about what has been restored until then, unless
    /// <see cref="ParallelRestoreOptions.StopOnError"/> is off.
    /// </summary>
    /// <param name="client">The client whose programs are run: see <see cref="ClientCatalog.Newest"/>.</param>
    /// <param name="server">The target.</param>
    /// <param name="cancellationToken">Ends the restore. The target keeps what had been restored until then.</param>
    public abstract Task<RestoreJobSummary> RunAsync(PostgresClient client, PostgresServer server, CancellationToken cancellationToken);

    /// <summary>The server to wait for before the restore begins: one whose database is to be created cannot be waited for by that name.</summary>
    public virtual PostgresServer ToWaitFor(PostgresServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return Options.Restore.Create ? server with { Database = "postgres" } : server;
    }

    private static (string Format, string File) FormatOf(byte[] toc)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(toc);
            JsonElement root = document.RootElement;
            return (root.GetProperty("format").GetString() ?? "", root.GetProperty("file").GetString() ?? "");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Somebody else's file of this name.
            return ("", "");
        }
    }
}
