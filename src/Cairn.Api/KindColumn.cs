namespace Cairn.Api;

/// <summary>A column of a list of objects.</summary>
/// <param name="Name">Title.</param>
/// <param name="Type">string, integer, boolean or date.</param>
/// <param name="Path">Where its value is, such as .status.phase.</param>
public sealed record KindColumn(string Name, string Type, string Path)
{
    internal static readonly KindColumn Phase = new("Phase", "string", ".status.phase");

    internal static readonly KindColumn Duration = new("Duration", "string", ".status.duration");

    internal static readonly KindColumn Default = new("Default", "boolean", ".spec.default");

    internal static readonly KindColumn DeletionPolicy = new("Deletion-Policy", "string", ".spec.deletionPolicy");

    internal static readonly KindColumn Age = new("Age", "date", ".metadata.creationTimestamp");
}
