namespace Cairn.Cli;

/// <summary>A check ran to its end and found that data is or may be lost. The findings have been printed.</summary>
internal sealed class CheckFailedException(int errors) : Exception($"The repository is damaged: {errors} error(s), listed above. "
    + "Keep what there is, and see 'cairn repo snapshots' for backups that are still whole.");
