using System.Runtime.CompilerServices;
using Polly;
using Polly.Retry;

namespace Cairn.Storage.Wrappers;

/// <summary>Tries operations again after transient failures, as <see cref="RetryingBackend"/> says; for that wrapper and its like.</summary>
internal sealed class RetryLoop
{
    /// <summary>The first delay; each further one is about twice as long.</summary>
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);

    /// <summary>No delay is longer, so that a storage that is back is noticed soon.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    /// <summary>Entries fetched under one budget. A listing may take longer than the budget, as long as it gets on.</summary>
    private const int ListBatch = 1000;

    private static readonly ResiliencePropertyKey<Call> CallKey = new("cairn-call");

    private readonly TimeSpan _budget;
    private readonly Action<BackendRetry>? _onRetry;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _pipeline;

    /// <summary>Prepares the loop.</summary>
    /// <param name="budget">How long after its start an operation may still be repeated; zero: never.</param>
    /// <param name="onRetry">Called before each wait, from the thread of the operation; null: nobody wants to know.</param>
    /// <param name="timeProvider">The clock of delays and budget.</param>
    public RetryLoop(TimeSpan budget, Action<BackendRetry>? onRetry, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentOutOfRangeException.ThrowIfLessThan(budget, TimeSpan.Zero);
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

    private sealed record Call(string Operation, string Subject, long Start);

    /// <summary>Runs an operation until it succeeds, fails for good, or its budget is used up.</summary>
    /// <param name="operation">Its name, for <see cref="BackendRetry"/>.</param>
    /// <param name="subject">What it is about.</param>
    /// <param name="work">The operation; it must be idempotent.</param>
    /// <param name="cancellationToken">Ends attempts and waits.</param>
    public async Task<T> RunAsync<T>(string operation, string subject, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(CallKey, new Call(operation, subject, _time.GetTimestamp()));
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

    /// <summary>As above, for operations without a result.</summary>
    public Task RunAsync(string operation, string subject, Func<CancellationToken, Task> work, CancellationToken cancellationToken) =>
        RunAsync(operation, subject, async token => { await work(token); return true; }, cancellationToken);

    /// <summary>
    /// Runs a listing. After a failure it starts again and leaves out what it has given before; each batch has a budget of its own.
    /// </summary>
    /// <param name="subject">What is listed, for <see cref="BackendRetry"/>.</param>
    /// <param name="list">Starts the listing.</param>
    /// <param name="keyOf">What tells two entries apart.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public async IAsyncEnumerable<T> ListAsync<T, TKey>(
        string subject,
        Func<CancellationToken, IAsyncEnumerable<T>> list,
        Func<T, TKey> keyOf,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<TKey>();
        var batch = new List<T>();
        IAsyncEnumerator<T>? entries = null;
        try
        {
            bool more = true;
            while (more)
            {
                batch.Clear();
                more = await RunAsync("list", subject, FillAsync, cancellationToken);
                foreach (T entry in batch)
                {
                    yield return entry;
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
            entries ??= list(cancellationToken).GetAsyncEnumerator(cancellationToken);
            try
            {
                while (batch.Count < ListBatch)
                {
                    if (!await entries.MoveNextAsync())
                    {
                        return false;
                    }

                    if (seen.Add(keyOf(entries.Current)))
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

    private bool HasBudget(ResilienceContext context) => _time.GetElapsedTime(CallOf(context).Start) < _budget;

    private ValueTask Report(OnRetryArguments<object> arguments)
    {
        if (_onRetry is not null)
        {
            Call call = CallOf(arguments.Context);
            string message = arguments.Outcome.Exception?.Message ?? "";
            _onRetry(new BackendRetry(call.Operation, call.Subject, arguments.AttemptNumber + 1, arguments.RetryDelay, message));
        }

        return ValueTask.CompletedTask;
    }

    private static Call CallOf(ResilienceContext context) => context.Properties.GetValue(CallKey, null!);
}
