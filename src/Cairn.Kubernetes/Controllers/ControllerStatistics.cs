namespace Cairn.Kubernetes.Controllers;

/// <summary>What a controller has done so far.</summary>
/// <param name="Name">The controller.</param>
/// <param name="Succeeded">Calls that returned.</param>
/// <param name="Failed">Calls that threw.</param>
/// <param name="Conflicts">Calls that met a change by somebody else; they are no failures.</param>
/// <param name="Seconds">Time spent in calls.</param>
/// <param name="QueueDepth">Names that wait for a worker.</param>
/// <param name="Active">Calls under way.</param>
public sealed record ControllerStatistics(string Name, long Succeeded, long Failed, long Conflicts, double Seconds, int QueueDepth, int Active);
