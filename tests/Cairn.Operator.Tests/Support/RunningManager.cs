using Cairn.Kubernetes.Controllers;

namespace Cairn.Operator.Tests.Support;

/// <summary>A manager that runs until it is disposed.</summary>
internal sealed class RunningManager : IAsyncDisposable
{
    private readonly ControllerManager _manager;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;

    public RunningManager(ControllerManager manager)
    {
        _manager = manager;
        _run = Task.WhenAll(Task.Run(() => manager.RunCachesAsync(_stop.Token)), Task.Run(() => manager.RunControllersAsync(_stop.Token, _stop.Token)));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _run;
        }
        catch (OperationCanceledException)
        {
            // It was asked to stop.
        }

        _manager.Dispose();
        _stop.Dispose();
    }
}
