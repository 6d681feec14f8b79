using Cairn.Kubernetes.Queues;
using Microsoft.Extensions.Time.Testing;

namespace Cairn.Kubernetes.Tests.Queues;

public sealed class WorkQueueTests : IDisposable
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly NamespacedName A = new("ns", "a");
    private static readonly NamespacedName B = new("ns", "b");

    private readonly FakeTimeProvider _clock = new();
    private readonly WorkQueue _queue;

    public WorkQueueTests() => _queue = new WorkQueue(_clock, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));

    public void Dispose() => _queue.Dispose();

    [Fact]
    public async Task Add_of_a_name_twice_gives_it_once()
    {
        _queue.Add(A);
        _queue.Add(A);
        _queue.Add(B);
        Assert.Equal([A, B], [await _queue.TakeAsync(Ct), await _queue.TakeAsync(Ct)]);
        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public async Task Add_of_a_taken_name_gives_it_again_only_after_it_was_given_back()
    {
        _queue.Add(A);
        await _queue.TakeAsync(Ct);
        _queue.Add(A);
        Assert.Equal(0, _queue.Count);
        _queue.Finish(A);
        Assert.Equal(A, await _queue.TakeAsync(Ct));
        _queue.Finish(A);
        Assert.True(_queue.IsIdle);
    }

    [Fact]
    public void AddAfter_gives_the_name_at_the_earliest_of_its_times()
    {
        _queue.AddAfter(A, TimeSpan.FromSeconds(10));
        _queue.AddAfter(A, TimeSpan.FromSeconds(3));
        _clock.Advance(TimeSpan.FromSeconds(2.9));
        Assert.Equal(0, _queue.Count);
        _clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(1, _queue.Count);
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(1, _queue.Count);
    }

    [Fact]
    public void AddFailed_waits_longer_each_time_up_to_the_longest_pause()
    {
        int[] pauses = [.. Enumerable.Range(0, 5).Select(_ => (int)_queue.AddFailed(A).TotalSeconds)];
        Assert.Equal([1, 2, 4, 5, 5], pauses);
        _queue.Forget(A);
        Assert.Equal(TimeSpan.FromSeconds(1), _queue.AddFailed(A));
    }
}
