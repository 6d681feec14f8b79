using Cairn.Api.Storage;

namespace Cairn.Api.Rules.Phases;

/// <summary>Phases of what backups are kept in.</summary>
public static class StoragePhaseRules
{
    /// <summary>The phase of a BackupStorage: ready once it is initialised and the Secret it names, if any, was found.</summary>
    public static string Of(BackupStorageStatus? status)
    {
        ConditionList conditions = new(status?.Conditions);
        bool hasSecret = !conditions.Has(ConditionTypes.BackendSecretFound) || conditions.IsTrue(ConditionTypes.BackendSecretFound);
        return conditions.IsTrue(ConditionTypes.BackendInitialized) && hasSecret ? StoragePhases.Ready : StoragePhases.NotReady;
    }

    /// <summary>The phase of a Repository: ready once it is initialised.</summary>
    public static string Of(RepositoryStatus? status) =>
        new ConditionList(status?.Conditions).IsTrue(ConditionTypes.RepositoryInitialized) ? StoragePhases.Ready : StoragePhases.NotReady;
}
