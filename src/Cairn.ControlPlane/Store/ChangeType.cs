namespace Cairn.ControlPlane.Store;

/// <summary>What happened to an object.</summary>
internal enum ChangeType
{
    /// <summary>It came into being.</summary>
    Added = 0,

    /// <summary>It has another state.</summary>
    Modified = 1,

    /// <summary>It is gone.</summary>
    Deleted = 2,
}
