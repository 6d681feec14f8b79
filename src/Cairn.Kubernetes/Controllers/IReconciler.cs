namespace Cairn.Kubernetes.Controllers;

/// <summary>
/// What is to be done about one object. It is called with a name, never with an event: it reads the state, does the next missing step, records it,
/// and returns. It must bear to be called at any time, again, and after having been killed between any two of its writes.
/// </summary>
public interface IReconciler
{
    /// <summary>
    /// Brings one object nearer to what is wanted. No two calls for one name run at the same time. An exception is logged, counted, and the
    /// name comes again after a pause that grows with each failure; a conflict comes again soon, without a word.
    /// </summary>
    /// <param name="name">The object; it may be gone.</param>
    /// <param name="cancellationToken">Stopping, or the call's time limit.</param>
    Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken);
}
