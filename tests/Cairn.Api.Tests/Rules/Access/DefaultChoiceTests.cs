using Cairn.Api.Meta;
using Cairn.Api.Rules.Access;
using CsCheck;
using k8s.Models;

namespace Cairn.Api.Tests.Rules.Access;

public sealed class DefaultChoiceTests
{
    private static readonly string[] Namespaces = ["a", "m", "shop", "z"];
    private static readonly Dictionary<string, string> Labels = new() { ["team"] = "shop" };

    private static readonly UsagePolicy?[] Policies =
        [null, Policy(null), Policy("Same"), Policy("All"), Policy("Nobody"), Policy("Selector"), Policy("Selector", "shop"), Policy("Selector", "stock")];

    /// <summary>Defaults with names that nobody else has, so that one answer is one object.</summary>
    private static readonly Gen<DefaultCandidate[]> Defaults =
        Gen.Select(Gen.Int[0, Namespaces.Length - 1], Gen.Int[0, Policies.Length - 1]).Array[0, 8]
            .Select(items => items.Select((item, i) => new DefaultCandidate(Namespaces[item.Item1], $"d{i}", Policies[item.Item2])).ToArray());

    private static UsagePolicy Policy(string? from, string? team = null) => new()
    {
        AllowedNamespaces = new AllowedNamespaces
        {
            From = from,
            Selector = team is null ? null : new V1LabelSelector { MatchLabels = new Dictionary<string, string> { ["team"] = team } },
        },
    };

    private static DefaultCandidate? Choose(IEnumerable<DefaultCandidate> defaults, IReadOnlyDictionary<string, string>? labels) =>
        DefaultChoice.Choose(defaults, item => item, "shop", labels);

    private static bool IsUsable(DefaultCandidate item, IReadOnlyDictionary<string, string>? labels) =>
        UsageRules.Decide(item.Policy, item.Name, item.Namespace, "shop", labels).IsAllowed;

    [Theory]
    [InlineData("shop:All", "a:All", "shop")]
    [InlineData("shop:All", "a:Selector:shop", "shop")]
    [InlineData("shop:Same", "a:All", "shop")]
    [InlineData("shop:Selector:shop", "a:All", "shop")]
    [InlineData("shop:Selector:stock", "a:All", "a")]
    [InlineData("a:All", "z:Selector:shop", "z")]
    [InlineData("z:All", "a:All", "a")]
    [InlineData("a:Same", "z:Selector:stock", null)]
    public void Choose_the_own_one_then_a_selecting_one_then_one_for_all(string first, string second, string? expected)
    {
        DefaultCandidate[] defaults = [.. new[] { first, second }.Select(text => text.Split(':'))
            .Select(parts => new DefaultCandidate(parts[0], "s", Policy(parts[1], parts.ElementAtOrDefault(2))))];
        Assert.Equal(expected, Choose(defaults, Labels)?.Namespace);
    }

    [Fact]
    public void Choose_the_order_of_the_list_changes_nothing() =>
        Gen.Select(Defaults, Gen.Int).Sample((defaults, seed) =>
        {
            DefaultCandidate[] shuffled = [.. defaults];
            new Random(seed).Shuffle(shuffled);
            return Equals(Choose(defaults, Labels), Choose(shuffled, Labels));
        });

    [Fact]
    public void Choose_gives_what_may_be_used_and_nothing_only_when_nothing_may() =>
        Gen.Select(Defaults, Gen.Bool).Sample((defaults, isKnown) =>
        {
            Dictionary<string, string>? labels = isKnown ? Labels : null;
            DefaultCandidate? chosen = Choose(defaults, labels);
            return chosen is null ? !defaults.Any(item => IsUsable(item, labels)) : IsUsable(chosen, labels);
        });

    [Fact]
    public void Choose_an_own_default_that_may_be_used_is_never_passed_over() =>
        Defaults.Sample(defaults =>
            !defaults.Any(item => item.Namespace == "shop" && IsUsable(item, Labels)) || Choose(defaults, Labels)!.Namespace == "shop");

    [Fact]
    public void Choose_defaults_that_may_not_be_used_change_nothing() =>
        Defaults.Sample(defaults => Equals(Choose(defaults, Labels), Choose(defaults.Where(item => IsUsable(item, Labels)), Labels)));

    [Fact]
    public void Choose_without_the_one_chosen_gives_no_better_one() =>
        Defaults.Sample(defaults =>
        {
            // The choice is an order: with the first taken away, the next one had been beaten by it.
            DefaultCandidate? first = Choose(defaults, Labels);
            DefaultCandidate? second = Choose(defaults.Where(item => item != first), Labels);
            return second is null || Equals(first, Choose([second, first!], Labels));
        });
}
