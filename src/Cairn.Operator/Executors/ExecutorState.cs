using k8s.Models;

namespace Cairn.Operator.Executors;

/// <summary>How a run's Job is doing.</summary>
/// <param name="Phase">In one word.</param>
/// <param name="Problem">What is wrong, for people: it names the failing side. Null when nothing is.</param>
/// <param name="Job">The Job; null when there is none.</param>
/// <param name="Since">When it came into this phase, as far as that is known.</param>
internal sealed record ExecutorState(ExecutorPhase Phase, string? Problem, V1Job? Job, DateTimeOffset? Since);
