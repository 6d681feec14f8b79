namespace Cairn.ControlPlane.Store;

/// <summary>The object is not in the state that a write was based on; whoever wrote decides again on the new state.</summary>
internal sealed class StoreConflictException() : Exception("The object was changed by somebody else.");
