namespace Cairn.Api.Rules.Scheduling;

/// <summary>Runs that were due and did not happen.</summary>
/// <param name="Latest">The most recent of them: the one to make up for. Null: none was missed.</param>
/// <param name="Count">How many there were, counted up to <see cref="CountLimit"/>.</param>
/// <param name="IsMore">Whether there were more than that: worth a warning, since a clock may be wrong.</param>
public sealed record MissedRuns(DateTimeOffset? Latest, int Count, bool IsMore)
{
    /// <summary>Up to how many missed runs are counted; Kubernetes warns at the same number.</summary>
    public const int CountLimit = 100;
}
