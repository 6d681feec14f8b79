namespace Cairn.Api.Storage;

/// <summary>Phases of a BackupStorage and of a Repository.</summary>
public static class StoragePhases
{
    /// <summary>It can be used.</summary>
    public const string Ready = "Ready";

    /// <summary>It cannot be used yet; the conditions say why.</summary>
    public const string NotReady = "NotReady";
}
