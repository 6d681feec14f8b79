using Cairn.Api.Meta;
using Cairn.Api.Rules.Access;
using CsCheck;
using k8s.Models;

namespace Cairn.Api.Tests.Rules.Access;

public class UsageRulesTests
{
    private static readonly Dictionary<string, string> Labels = new() { ["team"] = "a", ["stage"] = "test" };

    private static UsagePolicy Policy(string? from, V1LabelSelector? selector = null) =>
        new() { AllowedNamespaces = new() { From = from, Selector = selector } };

    private static V1LabelSelector Selector(string key, string @operator, params string[] values) => new()
    {
        MatchExpressions = [new() { Key = key, OperatorProperty = @operator, Values = values }],
    };

    private static UsageDecision Decide(UsagePolicy? policy, string user = "other", Dictionary<string, string>? labels = null) =>
        UsageRules.Decide(policy, "BackupStorage demo/s3", "demo", user, labels);

    [Theory]
    [InlineData("All", "other", true)]
    [InlineData("Same", "demo", true)]
    [InlineData("Same", "other", false)]
    [InlineData(null, "demo", true)]
    [InlineData(null, "other", false)]
    [InlineData("Nobody", "demo", false)]
    public void Decide_by_scope(string? from, string user, bool expected) => Assert.Equal(expected, Decide(Policy(from), user).IsAllowed);

    [Fact]
    public void Decide_no_policy_is_the_own_namespace_alone()
    {
        Assert.True(Decide(null, "demo").IsAllowed);
        Assert.Equal(
            "namespace other is not allowed to refer to BackupStorage demo/s3: it may be used in its own namespace demo only",
            Decide(new UsagePolicy()).Reason);
    }

    [Theory]
    [InlineData("team", "In", true, "a", "b")]
    [InlineData("team", "In", false, "b")]
    [InlineData("none", "In", false, "a")]
    [InlineData("team", "NotIn", false, "a")]
    [InlineData("team", "NotIn", true, "b")]
    [InlineData("none", "NotIn", true, "a")]
    [InlineData("team", "Exists", true)]
    [InlineData("none", "Exists", false)]
    [InlineData("team", "DoesNotExist", false)]
    [InlineData("none", "DoesNotExist", true)]
    public void Decide_by_selector(string key, string @operator, bool expected, params string[] values) =>
        Assert.Equal(expected, Decide(Policy("Selector", Selector(key, @operator, values)), labels: Labels).IsAllowed);

    [Fact]
    public void Decide_selector_needs_all_of_its_parts()
    {
        V1LabelSelector selector = Selector("team", "Exists");
        selector.MatchLabels = new Dictionary<string, string> { ["stage"] = "test" };
        Assert.True(Decide(Policy("Selector", selector), labels: Labels).IsAllowed);

        selector.MatchLabels["stage"] = "production";
        Assert.Contains("do not match", Decide(Policy("Selector", selector), labels: Labels).Reason, StringComparison.Ordinal);
        Assert.True(Decide(Policy("Selector", new V1LabelSelector()), labels: []).IsAllowed);
    }

    [Theory]
    [InlineData("team", "In", "needs values")]
    [InlineData("team", "Exists", "takes no values", "a")]
    [InlineData("team", "Like", "none of In, NotIn", "a")]
    [InlineData("", "Exists", "no key")]
    public void Decide_selector_that_is_not_valid_denies(string key, string @operator, string reason, params string[] values) =>
        Assert.Contains(reason, Decide(Policy("Selector", Selector(key, @operator, values)), labels: Labels).Reason, StringComparison.Ordinal);

    [Fact]
    public void Decide_what_is_not_known_denies()
    {
        Assert.Contains("no selector", Decide(Policy("Selector"), labels: Labels).Reason, StringComparison.Ordinal);
        Assert.Contains("not known", Decide(Policy("Selector", new V1LabelSelector())).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_is_undecided_only_where_labels_would_tell()
    {
        Assert.True(Decide(Policy("Selector", new V1LabelSelector())).IsUndecided);
        Assert.False(Decide(Policy("Selector", new V1LabelSelector()), labels: Labels).IsUndecided);
        Assert.False(Decide(Policy("Selector", Selector("team", "Like", "a"))).IsUndecided);
        Assert.False(Decide(Policy("Selector")).IsUndecided);
        Assert.False(Decide(Policy("Same")).IsUndecided);
    }

    [Fact]
    public void Matches_In_and_NotIn_are_opposites() =>
        Gen.Select(
                Gen.OneOf(Gen.Const("team"), Gen.Const("stage"), Gen.Const("none")),
                Gen.OneOf(Gen.Const("a"), Gen.Const("test"), Gen.Const("x")).Array[1, 3])
            .Sample((key, values) => Assert.NotEqual(
                UsageRules.Matches(Selector(key, "In", values), Labels), UsageRules.Matches(Selector(key, "NotIn", values), Labels)));
}
