using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Cairn.Kubernetes.Clients;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace Cairn.Kubernetes.Recording;

/// <summary>
/// Events as objects of the API server (core/v1). The same event of the same object is one object with a count, whose name is computed, so that a restart
/// goes on counting.
/// </summary>
public sealed partial class EventRecorder(IClusterClient client, string component, string instance, TimeProvider clock, ILogger<EventRecorder> logger)
    : IEventRecorder
{
    /// <summary>Events that wait to be written; more are dropped, since what floods says the same again and again.</summary>
    private const int Capacity = 1000;

    /// <summary>Longest message an API server takes.</summary>
    private const int MaxMessage = 1024;

    /// <summary>Longest part of an object's name in that of an event, so that the whole stays a valid name.</summary>
    private const int MaxName = 200;

    /// <summary>How long events are written after the end was asked for.</summary>
    private static readonly TimeSpan RestLimit = TimeSpan.FromSeconds(5);

    private readonly Channel<Corev1Event> _waiting = Channel.CreateBounded<Corev1Event>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <inheritdoc/>
    public void Normal(IKubernetesObject<V1ObjectMeta> regarding, string reason, string message) => Record(regarding, "Normal", reason, message);

    /// <inheritdoc/>
    public void Warning(IKubernetesObject<V1ObjectMeta> regarding, string reason, string message) => Record(regarding, "Warning", reason, message);

    /// <summary>Writes events until it is cancelled, and then those that wait, for a few seconds.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource rest = new();
        await using CancellationTokenRegistration registration = cancellationToken.Register(() => rest.CancelAfter(RestLimit));
        try
        {
            await foreach (Corev1Event value in _waiting.Reader.ReadAllAsync(cancellationToken))
            {
                await WriteAsync(value, rest.Token);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            while (!rest.IsCancellationRequested && _waiting.Reader.TryRead(out Corev1Event? value))
            {
                await WriteAsync(value, rest.Token);
            }
        }
    }

    private void Record(IKubernetesObject<V1ObjectMeta> regarding, string type, string reason, string message)
    {
        ArgumentNullException.ThrowIfNull(regarding);
        Log.Event(logger, regarding.Kind, NamespacedName.Of(regarding), type, reason, message);
        string text = message.Length <= MaxMessage ? message : message[..(MaxMessage - 1)] + "…";
        string name = regarding.Metadata.Name.Length <= MaxName ? regarding.Metadata.Name : regarding.Metadata.Name[..MaxName];
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{regarding.Kind}\n{regarding.Metadata.Uid}\n{type}\n{reason}\n{text}"));
        string @namespace = string.IsNullOrEmpty(regarding.Metadata.NamespaceProperty) ? "default" : regarding.Metadata.NamespaceProperty;
        DateTime now = clock.GetUtcNow().UtcDateTime;
        DateTime second = new(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
        _waiting.Writer.TryWrite(new Corev1Event
        {
            Metadata = new V1ObjectMeta { Name = $"{name}.{Convert.ToHexStringLower(hash, 0, 8)}", NamespaceProperty = @namespace },
            InvolvedObject = new V1ObjectReference
            {
                ApiVersion = regarding.ApiVersion,
                Kind = regarding.Kind,
                Name = regarding.Metadata.Name,
                NamespaceProperty = regarding.Metadata.NamespaceProperty,
                Uid = regarding.Metadata.Uid,
            },
            Type = type,
            Reason = reason,
            Message = text,
            Source = new V1EventSource { Component = component },
            ReportingComponent = component,
            ReportingInstance = instance,
            FirstTimestamp = second,
            LastTimestamp = second,
            Count = 1,
        });
    }

    private async Task WriteAsync(Corev1Event value, CancellationToken cancellationToken)
    {
        try
        {
            if (!await client.CreateIfMissingAsync(value, cancellationToken)
                && await client.FindAsync<Corev1Event>(NamespacedName.Of(value), cancellationToken) is { } known)
            {
                known.Count = (known.Count ?? 1) + 1;
                known.LastTimestamp = value.LastTimestamp;
                known.ReportingInstance = instance;
                await client.UpdateAsync(known, cancellationToken);
            }
        }
        catch (Exception error) when (error is ClusterException || (error is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            // An event is a courtesy: that it cannot be written must not disturb the work it tells of.
            Log.Lost(logger, value.Reason, error.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4201, LogLevel.Information, "{Kind} {Object}: {Type} {Reason}: {Text}")]
        public static partial void Event(ILogger logger, string kind, NamespacedName @object, string type, string reason, string text);

        [LoggerMessage(4202, LogLevel.Debug, "An event {Reason} was not written: {Problem}")]
        public static partial void Lost(ILogger logger, string reason, string problem);
    }
}
