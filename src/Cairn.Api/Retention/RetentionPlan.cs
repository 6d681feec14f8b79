using System.Globalization;
using System.Text;

namespace Cairn.Api.Retention;

/// <summary>What applying a RetentionPolicy would do: made without touching anything, so that people can read it before it happens.</summary>
/// <param name="PolicyName">The policy.</param>
/// <param name="Groups">The Snapshots of each Repository and session, in the order of their names.</param>
public sealed record RetentionPlan(string PolicyName, IReadOnlyList<RetentionGroup> Groups)
{
    /// <summary>The Snapshots that go.</summary>
    public IEnumerable<SnapshotFacts> Removed => Decisions(isKept: false);

    /// <summary>The Snapshots that stay.</summary>
    public IEnumerable<SnapshotFacts> Kept => Decisions(isKept: true);

    /// <summary>The plan for people: a heading a group, a line a Snapshot, and the sums.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        foreach (RetentionGroup group in Groups)
        {
            text.Append(CultureInfo.InvariantCulture, $"Repository {group.Namespace}/{group.Repository}, session {group.Session}, policy {PolicyName}: ");
            text.Append(CultureInfo.InvariantCulture, $"keep {group.Decisions.Count(item => item.IsKept)}, ");
            text.Append(CultureInfo.InvariantCulture, $"remove {group.Decisions.Count(item => !item.IsKept)}\n");
            foreach (RetentionDecision decision in group.Decisions)
            {
                text.Append("  ").Append(decision).Append('\n');
            }
        }

        return text.Append(CultureInfo.InvariantCulture, $"{Kept.Count()} kept, {Removed.Count()} removed\n").ToString();
    }

    private IEnumerable<SnapshotFacts> Decisions(bool isKept) =>
        Groups.SelectMany(group => group.Decisions).Where(item => item.IsKept == isKept).Select(item => item.Snapshot);
}
