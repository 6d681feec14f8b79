using System.Diagnostics;

namespace Cairn.Testing.Soak;

/// <summary>
/// A process that does nothing, in whose name a lock is taken: alive until it is disposed, and dead afterwards. So a run inside of the tests can die
/// in the eyes of others.
/// </summary>
public sealed class StandIn : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly Process _process = Process.Start("sleep", ["3600"]);

    /// <summary>Its number.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Ends the process, and waits until its number is nobody's.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        using CancellationTokenSource limit = new(Limit);
        await _process.WaitForExitAsync(limit.Token);
        _process.Dispose();
    }
}
