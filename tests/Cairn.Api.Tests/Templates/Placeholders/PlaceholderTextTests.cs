using Cairn.Api.Templates.Placeholders;
using CsCheck;

namespace Cairn.Api.Tests.Templates.Placeholders;

public class PlaceholderTextTests
{
    private static readonly Dictionary<string, string> Values = new()
    {
        ["v"] = "abcABC123ABCabc",
        ["empty"] = "",
        ["path"] = "/path/user/notes.for.today",
        ["file"] = "bash.string.txt",
        ["dir-name_1"] = "path/to/file",
        ["umlaut"] = "äöü",
        ["dollar"] = "$v ${v} $$",
    };

    [Theory]
    [InlineData("no placeholder", "no placeholder")]
    [InlineData("<${v}>", "<abcABC123ABCabc>")]
    [InlineData("${dir-name_1}", "path/to/file")]
    [InlineData("${nothing:=*/5 * * * *}", "*/5 * * * *")]
    [InlineData("${nothing=d}${nothing:-e}", "de")]
    [InlineData("${nothing:=}", "")]
    [InlineData("${nothing:=${file}}", "bash.string.txt")]
    [InlineData("${nothing:=a${also:=b${file^}}c}", "abBash.string.txtc")]
    [InlineData("${empty:=d}|${empty:-d}", "|")]
    [InlineData("${v:=${nothing}}", "abcABC123ABCabc")]
    [InlineData("$$", "$")]
    [InlineData("$${v}", "${v}")]
    [InlineData("a $ b $", "a $ b $")]
    [InlineData("{{ $msg := .Name }}${file}", "{{ $msg := .Name }}bash.string.txt")]
    [InlineData("text ${file}$${x$${v}$v${file}", "text bash.string.txt${x${v}$vbash.string.txt")]
    [InlineData("${dollar}", "$v ${v} $$")]
    [InlineData("${#v} ${#umlaut} ${#empty}", "15 6 0")]
    [InlineData("${v^} ${v^^} ${umlaut^}", "AbcABC123ABCabc ABCABC123ABCABC Äöü")]
    [InlineData("${v^^} ${v,,}", "ABCABC123ABCABC abcabc123abcabc")]
    [InlineData("${v,}", "abcABC123ABCabc")]
    [InlineData("${empty^}", "")]
    [InlineData("${path:11}", "notes.for.today")]
    [InlineData("${path:11:5}", "notes")]
    [InlineData("${path:-d}", "/path/user/notes.for.today")]
    [InlineData("${path:99}", "")]
    [InlineData("${path:11:99}", "notes.for.today")]
    [InlineData("${path:0:-3}", "")]
    [InlineData("${path:x}", "/path/user/notes.for.today")]
    [InlineData("${v/%abc/XYZ}", "abcABC123ABCXYZ")]
    [InlineData("${v/#abc/XYZ}", "XYZABC123ABCabc")]
    [InlineData("${v/#ABC/XYZ}", "abcABC123ABCabc")]
    [InlineData("${v//abc/xyz}", "xyzABC123ABCxyz")]
    [InlineData("${v/abc/xyz}", "xyzABC123ABCabc")]
    [InlineData("${file/./}", "bashstring.txt")]
    [InlineData(@"${dir-name_1/\//-}", "path-to/file")]
    [InlineData("${file#*.}", "string.txt")]
    [InlineData("${dir-name_1#*/}", "to/file")]
    [InlineData("${path#*/}", "path/user/notes.for.today")]
    [InlineData("${file##*.}", "txt")]
    [InlineData("${dir-name_1##*/}", "file")]
    [InlineData("${file%.*}", "bash.string")]
    [InlineData("${file%%.*}", "bash")]
    [InlineData("${file#b?sh.}", "string.txt")]
    [InlineData("${file#nothing}", "bash.string.txt")]
    public void Fill_gives_what_bash_users_expect(string text, string expected) => Assert.Equal(expected, PlaceholderText.Fill(text, Values));

    [Fact]
    public void Fill_names_every_missing_value_at_once()
    {
        PlaceholderException error = Assert.Throws<PlaceholderException>(() => PlaceholderText.Fill("${a} ${b^^} ${c:=${d}} ${a} ${v}", Values));
        Assert.Contains("${a}, ${b}, ${d}:", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("${", "no name")]
    [InlineData("${}", "no name")]
    [InlineData("${ v}", "no name")]
    [InlineData("ab ${v", "'${v' at position 4 is malformed: the closing brace is missing")]
    [InlineData("${v:=x", "closing brace")]
    [InlineData("${v.x}", "'.' is not expected")]
    [InlineData("${v:?x}", "not supported")]
    [InlineData("${v/x}", "closing brace")]
    [InlineData("${v#[a-z]}", "character class")]
    public void Fill_malformed_text_is_refused_with_its_place(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<PlaceholderException>(() => PlaceholderText.Fill(text, Values)).Message, StringComparison.Ordinal);

    [Fact]
    public void Fill_work_is_bounded()
    {
        Dictionary<string, string> values = new() { ["v"] = new string('a', 100_000), ["long"] = new string('x', 600_000) };

        Assert.Throws<PlaceholderException>(() => PlaceholderText.Fill("${v//a/${v}}", values));
        Assert.Throws<PlaceholderException>(() => PlaceholderText.Fill("${long}${long}", values));
        Assert.Throws<PlaceholderException>(() => PlaceholderText.Fill("${v##*a*a*a*a*a*a*b}", values));
        Assert.Throws<PlaceholderException>(() => PlaceholderText.Fill(string.Concat(Enumerable.Repeat("${x:=", 1000)), values));
        Assert.Throws<PlaceholderException>(() => PlaceholderText.Fill("$" + new string('a', 1 << 20), values));
    }

    [Fact]
    public void Fill_any_text_is_filled_or_refused() =>
        Gen.String[Gen.Char["${}v:=-#%/^,\\*? a1"], 0, 40].Sample(text =>
        {
            try
            {
                Assert.NotNull(PlaceholderText.Fill(text, Values));
            }
            catch (PlaceholderException error)
            {
                Assert.NotEmpty(error.Message);
            }
        }, iter: 20_000);

    [Fact]
    public void Fill_escaped_text_comes_back() =>
        Gen.String[Gen.Char["${}v:= a"], 0, 40].Sample(text =>
            Assert.Equal(text, PlaceholderText.Fill(text.Replace("$", "$$", StringComparison.Ordinal), Values)));
}
