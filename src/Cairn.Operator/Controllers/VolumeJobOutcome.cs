namespace Cairn.Operator.Controllers;

/// <summary>What became of a Job that works on a volume.</summary>
/// <param name="State">How far it is.</param>
/// <param name="Message">What a failed one said; empty otherwise.</param>
internal sealed record VolumeJobOutcome(VolumeJobState State, string Message);
