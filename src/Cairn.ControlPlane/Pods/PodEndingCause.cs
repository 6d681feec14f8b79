namespace Cairn.ControlPlane.Pods;

/// <summary>Why a Pod is ended from outside.</summary>
internal enum PodEndingCause
{
    /// <summary>It is not.</summary>
    None = 0,

    /// <summary>The control plane stops; the Pod stays.</summary>
    Stopping = 1,

    /// <summary>It is being deleted.</summary>
    Deleted = 2,

    /// <summary>It is gone already.</summary>
    Removed = 3,
}
