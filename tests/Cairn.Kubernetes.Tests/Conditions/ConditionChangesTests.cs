using Cairn.Api.Meta;
using Cairn.Kubernetes.Conditions;

namespace Cairn.Kubernetes.Tests.Conditions;

public sealed class ConditionChangesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, 500, TimeSpan.Zero);

    [Fact]
    public void Set_same_status_keeps_the_time_and_takes_the_message()
    {
        IReadOnlyList<Condition> first = ConditionChanges.Set(null, "A", true, "R", "one", Noon);
        IReadOnlyList<Condition> second = ConditionChanges.Set(first, "A", true, "R", "two", Noon.AddHours(1));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), Assert.Single(second).LastTransitionTime);
        Assert.Equal("two", second[0].Message);
    }

    [Fact]
    public void Set_other_status_moves_the_time_and_keeps_the_place()
    {
        IReadOnlyList<Condition> list = ConditionChanges.Set(ConditionChanges.Set(null, "A", true, "R", null, Noon), "B", true, "R", null, Noon);
        IReadOnlyList<Condition> changed = ConditionChanges.Set(list, "A", false, "S", null, Noon.AddHours(1));
        Assert.Equal(["A", "B"], changed.Select(item => item.Type));
        Assert.Equal(("False", 13), (changed[0].Status, changed[0].LastTransitionTime!.Value.Hour));
        Assert.False(ConditionChanges.IsTrue(changed, "A"));
    }
}
