using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Controllers;

/// <summary>
/// Brings objects, one at a time, to the state that was asked for. It looks at states and never at events: it may be called at any time, again after a
/// failure and after a restart, and does then what is still to be done. Reads see the store itself, so nothing it decides on is stale.
/// </summary>
internal interface IController
{
    /// <summary>Its name in logs.</summary>
    string Name { get; }

    /// <summary>Which objects of the controller a change concerns. Called for every change in order, from one thread, and must be quick.</summary>
    IEnumerable<ObjectKey> Affected(Change change);

    /// <summary>Does what is to be done for one object. An exception means: again, later each time.</summary>
    /// <returns>After which time to look again even if nothing changes; null for never.</returns>
    TimeSpan? Reconcile(ObjectKey key);
}
