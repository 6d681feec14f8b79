using Cairn.Api.Meta;
using Cairn.Kubernetes;
using Cairn.Kubernetes.Controllers;
using Cairn.Operator.Objects;
using Cairn.Operator.Settings;

namespace Cairn.Operator.Controllers.Unsupported;

/// <summary>
/// Kinds that are accepted, so that manifests apply, and not acted on yet. An object of such a kind says so in its status, or in an event where it has none.
/// </summary>
/// <typeparam name="T">The kind.</typeparam>
/// <param name="services">The cluster.</param>
/// <param name="message">What is not done, and what to use instead.</param>
/// <param name="mark">Writes it into the status; null for kinds that have none.</param>
internal sealed class UnsupportedReconciler<T>(SessionServices services, string message, Func<T, string, DateTimeOffset, T>? mark) : IReconciler
    where T : ApiObject
{
    /// <inheritdoc/>
    public async Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken)
    {
        T? value = services.Manager.Cache<T>().Find(name);
        if (value is null)
        {
            return ReconcileResult.Done;
        }

        if (value.Metadata.DeletionTimestamp is not null)
        {
            await services.Client.RemoveFinalizerAsync(value, cancellationToken);
            return ReconcileResult.Done;
        }

        T marked = mark?.Invoke(value, message, services.Now) ?? value;
        T saved = await services.Client.SaveStatusAsync(value, marked, cancellationToken);
        if (mark is null || !ReferenceEquals(saved, value))
        {
            services.Events.Warning(value, EventReasons.NotSupported, message);
        }

        return ReconcileResult.Done;
    }
}
