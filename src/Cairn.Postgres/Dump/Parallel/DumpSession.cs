using System.Collections.Concurrent;
using Cairn.Postgres.Processes;
using Cairn.Postgres.Progress;

namespace Cairn.Postgres.Dump.Parallel;

/// <summary>
/// A prepared parallel dump: <see cref="RunAsync"/> once, then <see cref="DescribeToc"/>. As long as it lives, the database snapshot is held
/// and the tables keep their shape; disposing it ends all connections.
/// </summary>
public sealed class DumpSession : IAsyncDisposable
{
    private readonly DumpRun _run;
    private readonly IReadOnlyList<DumpEntry> _entries;
    private readonly ConcurrentQueue<DumpPart> _locked = [];
    private WorkProgress? _progress;

    internal DumpSession(DumpRun run, IReadOnlyList<DumpPart> parts, IReadOnlyList<DumpEntry> entries, byte[] schemaArchive)
    {
        (_run, Parts, _entries, SchemaArchive) = (run, parts, entries, schemaArchive);
    }

    /// <summary>What is known of the database in the moment of its snapshot.</summary>
    public DumpFacts Facts => _run.Facts;

    /// <summary>The parts in the order of the script.</summary>
    public IReadOnlyList<DumpPart> Parts { get; }

    /// <summary>The schema as an archive for pg_restore, of the same snapshot.</summary>
    public ReadOnlyMemory<byte> SchemaArchive { get; }

    /// <summary>About how many bytes of rows there are, going by the tables' size on disk.</summary>
    public long EstimatedBytes => Parts.Sum(part => part.EstimatedBytes);

    /// <summary>How many tables' rows are in the dump.</summary>
    public int TableCount => _entries.Count(entry => entry.Type == "table");

    /// <summary>How many rows have been read; known after <see cref="RunAsync"/>.</summary>
    public long RowCount => _entries.Sum(entry => entry.Ranges.Sum(range => range.Rows));

    /// <summary>
    /// Reads all parts over at most <paramref name="jobs"/> connections, the largest first. When it returns, every part was read to its end by
    /// <paramref name="store"/>, every count agreed with the server's, and the snapshot and the locks held all the time. The first failure
    /// ends everything and is thrown.
    /// </summary>
    /// <param name="jobs">How many connections read; at least 1. Fewer are used when the server has no more.</param>
    /// <param name="store">Takes a part's bytes, from several threads at a time, and must read them to the end.</param>
    /// <param name="cancellationToken">Ends the dump.</param>
    public Task RunAsync(int jobs, Func<DumpPart, Stream, CancellationToken, Task> store, CancellationToken cancellationToken) =>
        ReadAsync(jobs, store, progress: null, readers: null, cancellationToken);

    /// <summary>The same as <see cref="RunAsync"/>, beside other dumps and with somebody who watches.</summary>
    /// <param name="jobs">How many connections read at most.</param>
    /// <param name="store">Takes a part's bytes.</param>
    /// <param name="progress">Is told of bytes and tables; null: nobody asks.</param>
    /// <param name="readers">
    /// Several dumps share it: every connection but the first waits for it, and gives it back. The first belongs to the caller. Null: no limit but jobs.
    /// </param>
    /// <param name="cancellationToken">Ends the dump.</param>
    internal async Task ReadAsync(
        int jobs,
        Func<DumpPart, Stream, CancellationToken, Task> store,
        WorkProgress? progress,
        SemaphoreSlim? readers,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentOutOfRangeException.ThrowIfLessThan(jobs, 1);
        _progress = progress;
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using CancellationTokenSource drained = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        ConcurrentQueue<DumpPart> queue = new(Parts.Where(part => part.HasRows).OrderByDescending(part => part.EstimatedBytes));
        int workers = Math.Clamp(queue.Count, 1, jobs);
        Task first = GuardAsync(WorkFirstAsync(queue, store, drained, stop.Token), stop);
        Task[] others =
        [
            .. Enumerable.Range(1, workers - 1).Select(_ => GuardAsync(WorkAsync(queue, store, readers, drained.Token, stop.Token), stop)),
        ];
        Task texts = GuardAsync(StoreTextsAsync(store, stop.Token), stop);
        await FirstFailure.ThrowAsync([first, .. others, texts]);

        // What another session's wait for a lock kept from the workers is read by the connection that has the locks.
        DumpWorker coordinator = DumpWorker.OfCoordinator(_run.Coordinator);
        foreach (DumpPart part in _locked.Concat(queue))
        {
            await StoreAsync(part, coordinator, store, cancellationToken);
        }

        await _run.Coordinator.ExecuteAsync("COMMIT", cancellationToken);
        Ended = _run.Time.GetUtcNow();
    }

    /// <summary>When the last row had been read.</summary>
    public DateTimeOffset Ended { get; private set; }

    /// <summary>
    /// The table of contents of the dump as JSON (docs/toc-json.md), to be stored beside it. To be called after <see cref="RunAsync"/>.
    /// </summary>
    /// <param name="fileName">The name of the file that the parts make.</param>
    public byte[] DescribeToc(string fileName) => DescribeTocAs(fileName, DumpFileNames.Schema);

    /// <summary>As above, with another name for the file of <see cref="SchemaArchive"/>.</summary>
    internal byte[] DescribeTocAs(string fileName, string schemaName) => TocWriter.Write(fileName, schemaName, this, _entries);

    /// <summary>Ends all connections.</summary>
    public ValueTask DisposeAsync() => _run.DisposeAsync();

    private static async Task GuardAsync(Task work, CancellationTokenSource stop)
    {
        try
        {
            await work;
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    private async Task WorkFirstAsync(
        ConcurrentQueue<DumpPart> queue,
        Func<DumpPart, Stream, CancellationToken, Task> store,
        CancellationTokenSource drained,
        CancellationToken cancellationToken)
    {
        await WorkAsync(queue, isFirst: true, store, cancellationToken);

        // There is nothing left to read: whoever still waits to help need not wait any longer.
        await drained.CancelAsync();
    }

    private async Task WorkAsync(
        ConcurrentQueue<DumpPart> queue,
        Func<DumpPart, Stream, CancellationToken, Task> store,
        SemaphoreSlim? readers,
        CancellationToken drained,
        CancellationToken cancellationToken)
    {
        if (readers is null)
        {
            await WorkAsync(queue, isFirst: false, store, cancellationToken);
            return;
        }

        try
        {
            await readers.WaitAsync(drained);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return;
        }

        try
        {
            await WorkAsync(queue, isFirst: false, store, cancellationToken);
        }
        finally
        {
            readers.Release();
        }
    }

    private async Task WorkAsync(
        ConcurrentQueue<DumpPart> queue, bool isFirst, Func<DumpPart, Stream, CancellationToken, Task> store, CancellationToken cancellationToken)
    {
        if (!isFirst && queue.IsEmpty)
        {
            return;
        }

        await using DumpWorker? worker = await TryStartWorkerAsync(isFirst, cancellationToken);
        while (worker is not null && queue.TryDequeue(out DumpPart? part))
        {
            if (await worker.TryLockAsync(part, cancellationToken))
            {
                await StoreAsync(part, worker, store, cancellationToken);
            }
            else
            {
                _locked.Enqueue(part);
            }
        }
    }

    private async Task<DumpWorker?> TryStartWorkerAsync(bool isFirst, CancellationToken cancellationToken)
    {
        try
        {
            return await _run.StartWorkerAsync(cancellationToken);
        }
        catch (PostgresException e) when (e.Kind == PostgresErrorKind.TooManyConnections && !isFirst)
        {
            _run.Options.ErrorLine?.Invoke("The server has no more free connections; the dump goes on with those that it has.");
            return null;
        }
    }

    private async Task StoreTextsAsync(Func<DumpPart, Stream, CancellationToken, Task> store, CancellationToken cancellationToken)
    {
        foreach (DumpPart part in Parts.Where(part => !part.HasRows))
        {
            await StoreAsync(part, null, store, cancellationToken);
        }
    }

    private async Task StoreAsync(
        DumpPart part, DumpWorker? worker, Func<DumpPart, Stream, CancellationToken, Task> store, CancellationToken cancellationToken)
    {
        await using DumpPartStream stream = new(part, worker, OpenLargeObjectsAsync);
        if (_progress is null)
        {
            await store(part, stream, cancellationToken);
        }
        else
        {
            await using CountingStream counted = new(stream, _progress.AddBytes);
            await store(part, counted, cancellationToken);
        }

        if (!stream.IsComplete)
        {
            throw new InvalidOperationException($"Part {part.Number} was not read to its end.");
        }

        CountTables(part);
    }

    // A table is complete when the last of its ranges is, whichever connection reads it.
    private void CountTables(DumpPart part)
    {
        if (_progress is null)
        {
            return;
        }

        _progress.Complete(part.EstimatedBytes, part.Length);
        foreach (DumpStep step in part.Steps.Where(step => step.Kind == DumpStepKind.Rows))
        {
            if (step.Entry!.CompleteRange())
            {
                _progress.AddTable();
            }
        }
    }

    private Task<Stream> OpenLargeObjectsAsync(CancellationToken cancellationToken)
    {
#pragma warning disable CA2000 // The stream owns the process.
        ChildProcess process = ChildProcess.Start(_run.LargeObjectOptions(), _run.Time, cancellationToken);
#pragma warning restore CA2000
        return Task.FromResult<Stream>(new LargeObjectStream(process, _run.Server));
    }
}
