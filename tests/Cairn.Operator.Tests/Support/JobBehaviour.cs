namespace Cairn.Operator.Tests.Support;

/// <summary>What the stand-in for pods does with a Job.</summary>
internal enum JobBehaviour
{
    /// <summary>The worker reports success, and the Job completes.</summary>
    Succeed,

    /// <summary>The worker reports a failure, and the Job fails.</summary>
    ReportFailure,

    /// <summary>The container is killed without a word.</summary>
    Crash,

    /// <summary>The container ends with code 0 and has reported nothing.</summary>
    EndSilently,

    /// <summary>The pod runs and never ends.</summary>
    Hang,

    /// <summary>The pod cannot be placed on a node.</summary>
    Unschedulable,

    /// <summary>The image cannot be pulled.</summary>
    NoImage,

    /// <summary>The node throws the pod out.</summary>
    Evict,
}
