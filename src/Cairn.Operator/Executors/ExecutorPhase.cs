namespace Cairn.Operator.Executors;

/// <summary>How a run's Job is doing.</summary>
internal enum ExecutorPhase
{
    /// <summary>There is no such Job.</summary>
    Missing,

    /// <summary>Its pod has not started yet.</summary>
    Pending,

    /// <summary>Its pod runs.</summary>
    Running,

    /// <summary>Its pod ended well.</summary>
    Succeeded,

    /// <summary>It ended otherwise.</summary>
    Failed,
}
