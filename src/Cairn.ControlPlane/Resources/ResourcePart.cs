namespace Cairn.ControlPlane.Resources;

/// <summary>A subresource as discovery shows it.</summary>
/// <param name="Name">Its name in paths, such as <c>status</c>.</param>
/// <param name="Kind">Kind of what is sent to it.</param>
/// <param name="Group">Group of that kind; empty for the resource's own.</param>
/// <param name="Version">Version of that kind; empty for the resource's own.</param>
/// <param name="Verbs">What can be done with it.</param>
internal sealed record ResourcePart(string Name, string Kind, string Group, string Version, IReadOnlyList<string> Verbs);
