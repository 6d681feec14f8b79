using Cairn.Api.Templates.Go;
using CsCheck;

namespace Cairn.Api.Tests.Templates.Go;

public class GoTemplateErrorTests
{
    private static readonly string[] Pieces =
    [
        "{{", "}}", "{{- ", " -}}", "if ", "else", "end", "range ", "with ", "$x", " := ", " = ", ".", ".Name", ".Map", ".List", " | ", "(", ")",
        "1 ", "\"a\" ", "printf ", "\"%v %d\" ", "index ", "dict ", "list ", "toJson ", "default ", "and ", "eq ", "nil ", "true ", "-2 ", "1.5 ",
        "{{end}}", "{{if .Name}}", "{{range .List}}", "{{.}}", " ", "\n", ",", "first ", "join ", "date ", "now ", "trunc ", "substr ", "add ",
        "'a' ", "`b` ",
    ];

    [Theory]
    [InlineData("a\nb {{.Name", 2, 3, "not closed by '}}'")]
    [InlineData("{{/* x }}", 1, 1, "comment")]
    [InlineData("{{if true}}", 1, 1, "'if' is not closed by {{end}}")]
    [InlineData("{{if true}}{{else}}", 1, 1, "{{end}}")]
    [InlineData("{{if true}}{{else}}{{else}}{{end}}", 1, 20, "{{end}} is expected")]
    [InlineData("x{{end}}", 1, 2, "'{{end}}' belongs to no if")]
    [InlineData("{{}}", 1, 3, "a value is missing")]
    [InlineData("{{if}}{{end}}", 1, 5, "a value is missing for the 'if'")]
    [InlineData("{{1 | }}", 1, 7, "missing")]
    [InlineData("{{1 | 2}}", 1, 7, "must be a function")]
    [InlineData("{{1 2}}", 1, 5, "to a function only")]
    [InlineData("{{(1}}", 1, 3, "parenthesis is not closed")]
    [InlineData("{{1)}}", 1, 4, "')' is not expected")]
    [InlineData("{{$x}}", 1, 3, "the variable $x is not known")]
    [InlineData("{{$x = 1}}", 1, 3, "not declared")]
    [InlineData("{{if true}}{{$x := 1}}{{end}}{{$x}}", 1, 32, "$x is not known")]
    [InlineData("{{if true}}{{$x := 1}}{{else}}{{$x}}{{end}}", 1, 33, "$x is not known")]
    [InlineData("{{break}}", 1, 1, "break outside of range")]
    [InlineData("{{range 1}}{{end}}{{continue}}", 1, 19, "outside of range")]
    [InlineData("\n\n  {{nothing 1}}", 3, 5, "the function 'nothing' is not known")]
    [InlineData("{{env \"HOME\"}}", 1, 3, "environment")]
    [InlineData("{{getHostByName \"x\"}}", 1, 3, "network")]
    [InlineData("{{randAlpha 3}}", 1, 3, "same result")]
    [InlineData("{{define \"x\"}}{{end}}", 1, 3, "'define' is not supported")]
    [InlineData("{{template \"x\"}}", 1, 3, "'template' is not supported")]
    [InlineData("{{\"abc}}", 1, 3, "not closed by \"")]
    [InlineData("{{`abc}}", 1, 3, "not closed by '`'")]
    [InlineData("{{\"\\q\"}}", 1, 4, "no escape")]
    [InlineData("{{'ab'}}", 1, 3, "one character")]
    [InlineData("{{12x}}", 1, 3, "no number")]
    [InlineData("{{99999999999999999999}}", 1, 3, "", true)]
    [InlineData("{{.a%}}", 1, 5, "'%' is not expected")]
    [InlineData("{{1.a}}", 1, 3, "no number")]
    [InlineData("{{nil.a}}", 1, 6, "no fields")]
    public void Parse_says_where_and_what(string template, int line, int column, string problem, bool isFine = false)
    {
        if (isFine)
        {
            // Too large for a whole number, it is a decimal one.
            Assert.Equal("1e+20", GoTemplate.Parse(template).Render(null));
            return;
        }

        GoTemplateException error = Assert.Throws<GoTemplateException>(() => GoTemplate.Parse(template));
        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.StartsWith($"line {line}, column {column}: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{.Nothing}}", 3, "Summary has no field Nothing; it has Name, Namespace")]
    [InlineData("{{.Name.x}}", 3, "a string has no field x")]
    [InlineData("{{.Name 1}}", 3, "takes no arguments")]
    [InlineData("{{eq 1 \"a\"}}", 3, "cannot be compared")]
    [InlineData("{{eq 1 1.0}}", 3, "cannot be compared")]
    [InlineData("{{eq .List .List}}", 3, "cannot be compared")]
    [InlineData("{{lt true false}}", 3, "have no order")]
    [InlineData("{{index .List 3}}", 3, "there is no item 3 in a list of 3")]
    [InlineData("{{index 5 0}}", 3, "has no items")]
    [InlineData("{{index nil 0}}", 3, "has no items")]
    [InlineData("{{len 5}}", 3, "has no length")]
    [InlineData("{{slice \"abc\" 2 1}}", 3, "not within")]
    [InlineData("{{upper 5}}", 3, "upper: argument 1 must be a string, not int")]
    [InlineData("{{upper .Map.missing}}", 3, "must be a string, not missing")]
    [InlineData("{{printf}}", 3, "at least 1 arguments are needed, 0 were given")]
    [InlineData("{{upper \"a\" \"b\"}}", 3, "1 arguments are needed, 2 were given")]
    [InlineData("{{range .Name}}{{end}}", 9, "range cannot go through a string")]
    [InlineData("{{div 1 0}}", 3, "division by zero")]
    [InlineData("{{mod 1 0}}", 3, "division by zero")]
    [InlineData("{{fail \"no way\"}}", 3, "no way")]
    [InlineData("{{fromJson \"{\"}}", 3, "no JSON")]
    [InlineData("{{regexMatch \"(\" \"a\"}}", 3, "the pattern '(' is not supported")]
    [InlineData("{{regexMatch \"(?=a)\" \"a\"}}", 3, "not supported")]
    [InlineData("{{.Time.Nothing}}", 3, "no method Nothing")]
    [InlineData("{{printf \"%*d\" 1 2}}", 3, "not supported")]
    public void Render_says_where_and_what(string template, int column, string problem)
    {
        GoTemplateException error = Assert.Throws<GoTemplateException>(() => GoTemplateTests.Render("\n" + template));
        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
        Assert.Equal((2, column), (error.Line, error.Column));
    }

    [Theory]
    [InlineData("{{range 1000000000}}{{end}}")]
    [InlineData("{{range until 100000}}{{range until 1000}}{{range until 1000}}{{end}}{{end}}{{end}}")]
    [InlineData("{{until 1000000000}}")]
    [InlineData("{{untilStep 0 2000000000 1 | len}}")]
    [InlineData("{{repeat 1000000000 \"a\"}}")]
    [InlineData("{{repeat 2000000 \"a\"}}")]
    [InlineData("{{$x := \"a\"}}{{range until 100}}{{$x = print $x $x}}{{end}}")]
    [InlineData("{{$x := list 1}}{{range until 100}}{{$x = list $x $x}}{{end}}{{$x}}")]
    [InlineData("{{$x := list 1}}{{range until 50}}{{$x = list $x $x}}{{end}}{{toJson $x}}")]
    [InlineData("{{$x := list 1}}{{range until 50}}{{$x = list $x $x}}{{end}}{{deepCopy $x | len}}")]
    [InlineData("{{$x := list 1}}{{range until 50}}{{$x = list $x $x}}{{end}}{{printf \"%d\" $x}}")]
    [InlineData("{{$x := list 1}}{{range until 50}}{{$x = concat $x $x}}{{end}}")]
    [InlineData("{{$x := dict}}{{$x = set $x \"self\" $x}}{{$x}}")]
    [InlineData("{{$x := dict}}{{$x = set $x \"self\" $x}}{{toJson $x}}")]
    [InlineData("{{$x := dict}}{{$x = set $x \"self\" $x}}{{deepEqual $x (deepCopy $x)}}")]
    [InlineData("{{$x := dict}}{{$x = set $x \"self\" $x}}{{$y := dict}}{{$y = set $y \"self\" $y}}{{merge $x $y}}")]
    [InlineData("{{printf \"%1000000000d\" 1}}")]
    [InlineData("{{indent 1000000000 \"a\"}}")]
    [InlineData("{{replace \"\" (repeat 100000 \"b\") (repeat 100000 \"a\")}}")]
    [InlineData("{{range until 100000}}{{regexMatch \"(a|b|ab)*c\" (repeat 100 \"ab\")}}{{end}}")]
    [InlineData("{{join (repeat 1000000 \"a\") (until 1000)}}")]
    [InlineData("{{regexReplaceAll \"a\" (repeat 10000 \"a\") (repeat 10000 \"b\")}}")]
    [InlineData("{{regexMatch \"((a{0,100}){0,100}){0,100}\" \"a\"}}")]
    public void Render_ends_at_its_limits(string template) => Assert.Throws<GoTemplateException>(() => GoTemplateTests.Render(template));

    [Fact]
    public void Parse_too_deep_or_too_long_is_refused()
    {
        Assert.Throws<GoTemplateException>(() => GoTemplate.Parse(string.Concat(Enumerable.Repeat("{{if 1}}", 10_000))));
        Assert.Throws<GoTemplateException>(() => GoTemplate.Parse("{{" + new string('(', 100_000)));
        Assert.Throws<GoTemplateException>(() => GoTemplate.Parse(new string(' ', (1 << 20) + 1)));
    }

    [Fact]
    public void Any_text_is_rendered_or_refused_with_a_place()
    {
        Gen<string> piece = Gen.OneOf(
            Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]),
            Gen.String[Gen.Char["{}-$.:=|()\"'`/* \n\\aé1"], 0, 4]);
        piece.Array[0, 14].Select(string.Concat).Sample(text =>
        {
            try
            {
                Assert.NotNull(GoTemplateTests.Render(text));
            }
            catch (GoTemplateException error)
            {
                Assert.True(error is { Line: >= 1, Column: >= 1 } && error.Problem.Length > 0);
            }
        }, iter: 100_000);
    }
}
