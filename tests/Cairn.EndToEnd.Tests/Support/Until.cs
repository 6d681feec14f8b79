namespace Cairn.EndToEnd.Tests.Support;

/// <summary>Waits for what happens in other processes. Nothing tells when it does, so this looks often, and gives up at a limit.</summary>
internal static class Until
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until the condition holds; <paramref name="what"/> describes it when it never does.</summary>
    public static async Task TrueAsync(Func<bool> condition, Func<string> what, CancellationToken cancellationToken)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Limit, $"Waited {Limit} in vain for: {what()}");
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }
}
