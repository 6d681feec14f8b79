using System.Diagnostics.Metrics;

namespace Cairn.Testing.Servers;

/// <summary>
/// Counts the requests that HTTP clients of this process were asked to send to a port of 127.0.0.1, by .NET's own measurements. Connections that a client
/// makes for one request by itself do not count more than once.
/// </summary>
public sealed class HttpRequestCounter : IDisposable
{
    private readonly MeterListener _listener = new();
    private int _count;

    /// <summary>Counts from now on; a request counts when it has ended.</summary>
    public HttpRequestCounter(int port)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Name: "http.client.request.duration", Meter.Name: "System.Net.Http" })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                if (tag.Key == "server.port" && tag.Value is int asked && asked == port)
                {
                    Interlocked.Increment(ref _count);
                }
            }
        });
        _listener.Start();
    }

    /// <summary>How many requests have ended, well or badly.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}
