using Microsoft.Extensions.Hosting;

namespace Cairn.ControlPlane.Http;

/// <summary>Leaves signals to the program: whoever started the server stops it.</summary>
internal sealed class CallersLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
