namespace Cairn.ControlPlane.Controllers;

/// <summary>An owner as its dependant names it.</summary>
internal sealed record OwnerReference(string ApiVersion, string Kind, string Name, string Uid, bool IsController, bool BlocksDeletion);
