using Cairn.Api.Rules.Naming;
using CsCheck;

namespace Cairn.Api.Tests.Rules.Naming;

public class NameRulesTests
{
    private static readonly Gen<string> Label =
        Gen.Select(Gen.String[Gen.Char["abz09"], 1, 60], Gen.String[Gen.Char["ab0-"], 0, 40], Gen.String[Gen.Char["az9"], 1, 1]).Select(
            (a, b, c) => a + b + c);

    [Theory]
    [InlineData(63, 32, 31)]
    [InlineData(52, 26, 26)]
    public void Join_too_long_keeps_both_ends_without_a_hyphen_between(int limit, int head, int tail) =>
        Gen.Select(Label, Label, Label).Sample((a, b, c) =>
        {
            string whole = $"{a}-{b}-{c}";
            string name = NameRules.Join(limit, a, b, c);
            Assert.Equal(whole.Length <= limit ? whole : whole[..head] + whole[^tail..], name);
            Assert.True(name.Length <= limit);
        });

    [Fact]
    public void Join_empty_parts_at_the_ends_leave_no_hyphens() => Assert.Equal("a", NameRules.Join(63, "", "a", ""));

    [Fact]
    public void Join_cut_beside_a_dot_stays_a_valid_name()
    {
        string name = NameRules.Join(63, new string('a', 31) + ".", new string('b', 10), "-" + new string('c', 30));

        Assert.Equal(new string('a', 31) + "--" + new string('c', 30), name);
    }

    [Fact]
    public void WithPrefix_too_long_loses_its_end() =>
        Gen.Select(Label, Label).Sample((a, b) =>
        {
            string name = NameRules.WithPrefix(a, b);
            Assert.StartsWith(name, $"{a}-{b}", StringComparison.Ordinal);
            Assert.True(name.Length <= 63 && !name.EndsWith('-'));
        });

    [Fact]
    public void WithSuffix_too_long_loses_its_start() =>
        Gen.Select(Label, Label).Sample((a, b) =>
        {
            string name = NameRules.WithSuffix(a, b);
            Assert.EndsWith(name, $"{a}-{b}", StringComparison.Ordinal);
            Assert.True(name.Length <= 63 && !name.StartsWith('-'));
        });

    [Fact]
    public void WithProtectedSuffix_keeps_the_suffix_whole() =>
        Gen.Select(Label, Gen.Int[0, int.MaxValue]).Sample((name, number) =>
        {
            string result = NameRules.WithProtectedSuffix(name, $"{number}");
            Assert.EndsWith($"-{number}", result, StringComparison.Ordinal);
            Assert.True(result.Length <= 63);
        });

    [Fact]
    public void WithProtectedSuffix_no_room_for_a_name_is_refused() =>
        Assert.Throws<ArgumentException>(() => NameRules.WithProtectedSuffix("a", new string('1', 62)));
}
