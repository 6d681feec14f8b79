using System.Buffers;
using System.Runtime.CompilerServices;
using Polly;
using Polly.Retry;

namespace Cairn.Storage.Wrappers;

/// <summary>
/// Tries an operation again after transient failures, with exponentially growing, randomly spread delays, until a budget of time is
/// used up; then the last failure is thrown as it came. Nothing else in Cairn retries storage operations.
/// </summary>
/// <remarks>
/// Repeating is safe because every operation is idempotent: a save that succeeded but answered with an error replaces the file with
/// the same content, a removal of a file that is gone is no error, and a listing that starts again leaves out what it has given before.
/// </remarks>
public sealed class RetryingBackend : IBackend
{
    /// <summary>The first delay; each further one is about twice as long.</summary>
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);

    /// <summary>No delay is longer, so that a storage that is back is noticed soon.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    /// <summary>Entries fetched under one budget. A listing may take longer than the budget, as long as it gets on.</summary>
    private const int ListBatch = 1000;

    private static readonly ResiliencePropertyKey<Call> CallKey = new("cairn-call");

    private readonly IBackend _inner;
    private readonly TimeSpan _budget;
    private readonly Action<BackendRetry>? _onRetry;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _pipeline;

    /// <summary>Wraps a backend, and owns it from then on.</summary>
    /// <param name="inner">The backend whose transient failures are tried again.</param>
    /// <param name="budget">How long after its start an operation may still be repeated; zero: never.</param>
    /// <param name="onRetry">Called before each wait, from the thread of the operation; null: nobody wants to know.</param>
    /// <param name="timeProvider">The clock of delays and budget.</param>
    public RetryingBackend(IBackend inner, TimeSpan budget, Action<BackendRetry>? onRetry, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentOutOfRangeException.ThrowIfLessThan(budget, TimeSpan.Zero);
        _inner = inner;
        _budget = budget;
        _onRetry = onRetry;
        _time = timeProvider;
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = timeProvider }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = arguments => ValueTask.FromResult(
                    arguments.Outcome.Exception is BackendException { IsTransient: true } && HasBudget(arguments.Context)),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = FirstDelay,
                MaxDelay = LongestDelay,
                OnRetry = Report,
            })
            .Build();
    }

    private sealed record Call(string Operation, string File, long Start);

    /// <inheritdoc/>
    public string Location => _inner.Location;

    /// <inheritdoc/>
    public int Connections => _inner.Connections;

    /// <inheritdoc/>
    public Task CreateAsync(CancellationToken cancellationToken) =>
        RunAsync("create", "", async token => { await _inner.CreateAsync(token); return true; }, cancellationToken);

    /// <inheritdoc/>
    public Task SaveAsync(FileHandle file, ReadOnlySequence<byte> content, CancellationToken cancellationToken) =>
        RunAsync("save", file.ToString(), async token => { await _inner.SaveAsync(file, content, token); return true; }, cancellationToken);

    /// <inheritdoc/>
    public Task LoadAsync(FileHandle file, long offset, Memory<byte> destination, CancellationToken cancellationToken) => RunAsync(
        "load", file.ToString(), async token => { await _inner.LoadAsync(file, offset, destination, token); return true; }, cancellationToken);

    /// <inheritdoc/>
    public Task<byte[]> LoadAllAsync(FileHandle file, long maxBytes, CancellationToken cancellationToken) =>
        RunAsync("load", file.ToString(), token => _inner.LoadAllAsync(file, maxBytes, token), cancellationToken);

    /// <inheritdoc/>
    public Task<long?> StatAsync(FileHandle file, CancellationToken cancellationToken) =>
        RunAsync("stat", file.ToString(), token => _inner.StatAsync(file, token), cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAsync(FileHandle file, CancellationToken cancellationToken) =>
        RunAsync("remove", file.ToString(), async token => { await _inner.RemoveAsync(file, token); return true; }, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredFile> ListAsync(FileKind kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string subject = kind.ToString().ToLowerInvariant();
        var seen = new HashSet<FileHandle>();
        var batch = new List<StoredFile>();
        IAsyncEnumerator<StoredFile>? entries = null;
        try
        {
            bool more = true;
            while (more)
            {
                batch.Clear();
                more = await RunAsync("list", subject, FillAsync, cancellationToken);
                foreach (StoredFile file in batch)
                {
                    yield return file;
                }
            }
        }
        finally
        {
            if (entries is not null)
            {
                await entries.DisposeAsync();
            }
        }

        // Adds to the batch until it is full; false at the end of the listing. After a failure the listing has to start again.
        async Task<bool> FillAsync(CancellationToken token)
        {
            entries ??= _inner.ListAsync(kind, cancellationToken).GetAsyncEnumerator(cancellationToken);
            try
            {
                while (batch.Count < ListBatch)
                {
                    if (!await entries.MoveNextAsync())
                    {
                        return false;
                    }

                    if (seen.Add(entries.Current.Handle))
                    {
                        batch.Add(entries.Current);
                    }
                }

                return true;
            }
            catch (BackendException)
            {
                await entries.DisposeAsync();
                entries = null;
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    private async Task<T> RunAsync<T>(string operation, string file, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(CallKey, new Call(operation, file, _time.GetTimestamp()));
        try
        {
            return await _pipeline.ExecuteAsync(
                static async (context, work) => await work(context.CancellationToken), context, work);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private bool HasBudget(ResilienceContext context) => _time.GetElapsedTime(CallOf(context).Start) < _budget;

    private ValueTask Report(OnRetryArguments<object> arguments)
    {
        if (_onRetry is not null)
        {
            Call call = CallOf(arguments.Context);
            string message = arguments.Outcome.Exception?.Message ?? "";
            _onRetry(new BackendRetry(call.Operation, call.File, arguments.AttemptNumber + 1, arguments.RetryDelay, message));
        }

        return ValueTask.CompletedTask;
    }

    private static Call CallOf(ResilienceContext context) => context.Properties.GetValue(CallKey, null!);
}
