using Cairn.Postgres.Progress;
using Microsoft.Extensions.Time.Testing;

namespace Cairn.Postgres.Tests.Progress;

public sealed class WorkProgressTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Report_total_of_a_dump_follows_what_complete_parts_show()
    {
        WorkProgress progress = new(_time);
        Assert.Null(progress.Report().BytesTotal);
        progress.Expect(40_000_000, 2, isExact: false);
        Assert.Equal(40_000_000, progress.Report().BytesTotal);
        progress.AddBytes(5_000_000);
        progress.Complete(10_000_000, 5_000_000);
        Assert.Equal(20_000_000, progress.Report().BytesTotal);
    }

    [Fact]
    public void Report_rate_is_that_of_the_last_seconds_and_gives_the_remaining_time()
    {
        WorkProgress progress = new(_time);
        progress.Expect(10_000, 1, isExact: true);
        for (int second = 0; second < 20; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            progress.AddBytes(second < 10 ? 0 : 100);
            _ = progress.Report();
        }

        ProgressReport report = progress.Report();
        Assert.Equal(100, report.BytesPerSecond);
        Assert.Equal(TimeSpan.FromSeconds(90), report.Remaining);
        Assert.Equal(TimeSpan.FromSeconds(20), report.Elapsed);
    }

    [Fact]
    public async Task WatchAsync_reports_after_each_interval_until_it_is_cancelled()
    {
        WorkProgress progress = new(_time);
        progress.Begin("rows");
        using CancellationTokenSource stop = new();
#pragma warning disable xUnit1051 // Cancelling is what the test does.
        await using IAsyncEnumerator<ProgressReport> reports = progress.WatchAsync(TimeSpan.FromSeconds(1), stop.Token).GetAsyncEnumerator();
#pragma warning restore xUnit1051
        ValueTask<bool> first = reports.MoveNextAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await first);
        Assert.Equal("rows", reports.Current.Step);
        ValueTask<bool> second = reports.MoveNextAsync();
        await stop.CancelAsync();
        Assert.False(await second);
    }
}
