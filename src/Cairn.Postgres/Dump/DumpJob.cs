using Cairn.Postgres.Clients;
using Cairn.Postgres.Connections;
using Cairn.Postgres.Dump.Parallel;
using Cairn.Postgres.Dump.Servers;
using Cairn.Postgres.Progress;

namespace Cairn.Postgres.Dump;

/// <summary>
/// A dump of a database or of a whole server, in parallel where that is possible, that is stored by somebody else. Prepare it, run it once,
/// dispose it.
/// </summary>
public abstract class DumpJob : IAsyncDisposable
{
    private protected DumpJob(DumpJobOptions options, TimeProvider timeProvider)
    {
        Options = options;
        Time = timeProvider;
        Progress = new WorkProgress(timeProvider);
    }

    /// <summary>How far it is.</summary>
    public WorkProgress Progress { get; }

    /// <summary>Whether several connections read.</summary>
    public abstract bool IsParallel { get; }

    private protected DumpJobOptions Options { get; }

    private protected TimeProvider Time { get; }

    /// <summary>
    /// Prepares the dump. Where the parallel way is refused, the reason goes to <see cref="DumpJobOptions.Note"/> and one stream is taken.
    /// Fails with a <see cref="PostgresException"/>.
    /// </summary>
    /// <param name="client">The client whose programs are run: see <see cref="ClientCatalog.ForDump"/>.</param>
    /// <param name="server">The server, with the database in the case of a single one.</param>
    /// <param name="options">How to dump.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Ends the preparation; a stream of one program ends with it, too, at any time.</param>
    public static async Task<DumpJob> PrepareAsync(
        PostgresClient client, PostgresServer server, DumpJobOptions options, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Jobs, 1);
        DumpJob? job = options.Plain || !DumpFileNames.IsFree(options.FileName)
            ? null
            : await TryPrepareParallelAsync(client, server, options, timeProvider, cancellationToken);
#pragma warning disable CA2000 // The caller owns it.
        return job ?? new PlainDumpJob(client, server, options, timeProvider);
#pragma warning restore CA2000
    }

    /// <summary>
    /// Reads everything. When it returns, the dump is whole, and the files that the stored streams make are those of its snapshot. The first failure
    /// ends everything and is thrown.
    /// </summary>
    /// <typeparam name="TPart">What the store keeps for a stream.</typeparam>
    /// <param name="storeAsync">Stores a stream, from several threads at a time, and must read it to its end.</param>
    /// <param name="cancellationToken">Ends the dump.</param>
    public abstract Task<IReadOnlyList<DumpFile<TPart>>> RunAsync<TPart>(
        Func<Stream, CancellationToken, Task<TPart>> storeAsync, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private static async Task<DumpJob?> TryPrepareParallelAsync(
        PostgresClient client, PostgresServer server, DumpJobOptions options, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        bool isServer = options.Program == DumpProgram.PgDumpAll;
        (DumpJob? job, string? refusal) = isServer
            ? await ServerDumpJob.TryPrepareAsync(client, server, options, timeProvider, cancellationToken)
            : await DatabaseDumpJob.TryPrepareAsync(client, server, options, timeProvider, cancellationToken);
        if (job is null)
        {
            options.Note?.Invoke($"The {(isServer ? "server" : "database")} is read as one stream and not in parallel, because {refusal}.");
        }

        return job;
    }

    private protected ParallelDumpOptions ParallelOptions(IReadOnlyList<string> arguments) => ParallelOptions(Options, arguments);

    private protected static ParallelDumpOptions ParallelOptions(DumpJobOptions options, IReadOnlyList<string> arguments) => new()
    {
        ExtraArguments = arguments,
        RestrictKey = options.RestrictKey,
        ErrorLine = options.ErrorLine,
        ConnectLimit = options.ConnectLimit,
    };
}
