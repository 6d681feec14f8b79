using Cairn.Api.Templates.Go;
using Microsoft.Extensions.Time.Testing;

namespace Cairn.Api.Tests.Templates.Go;

/// <summary>The language. What is expected follows from the documentation of Go's package <c>text/template</c>.</summary>
public class GoTemplateTests
{
    internal static TemplateRecord Summary(string phase = "Succeeded", string error = "") => new("Summary",
    [
        new("Name", "sample-backup-1738580539"),
        new("Namespace", "demo"),
        new("Target", new TemplateRecord("Target", [new("Kind", "Postgres"), new("Name", "sample-postgres")])),
        new("Status", new TemplateRecord("Status", [new("Phase", phase), new("Duration", "42s"), new("Error", error)])),
        new("Map", new Dictionary<string, object?> { ["b"] = 2, ["a"] = 1, ["nested"] = new Dictionary<string, object?> { ["x"] = "y" }, ["nothing"] = null }),
        new("List", new object?[] { "one", 2, true }),
        new("Empty", Array.Empty<object?>()),
        new("Time", new DateTimeOffset(2026, 2, 3, 14, 5, 6, TimeSpan.FromHours(1)).AddTicks(1_230_000)),
    ]);

    internal static string Render(string template) =>
        GoTemplate.Parse(template).Render(Summary(), new GoTemplateOptions { Clock = new FakeTimeProvider(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)) });

    [Theory]
    [InlineData("no action", "no action")]
    [InlineData("{ } {{\"{{\"}} }}", "{ } {{ }}")]
    [InlineData("<{{.Name}}>", "<sample-backup-1738580539>")]
    [InlineData("{{ .Target.Name }}/{{.Status.Phase}}", "sample-postgres/Succeeded")]
    [InlineData("{{$.Namespace}} {{with .Target}}{{.Name}} {{$.Namespace}}{{end}}", "demo sample-postgres demo")]
    [InlineData("{{.Map.a}} {{.Map.nested.x}} {{.Map.missing}} {{.Map.missing.deeper}}", "1 y <no value> <no value>")]
    [InlineData("{{.Map.nothing}}", "<no value>")]
    [InlineData("{{.Map}}", "map[a:1 b:2 nested:map[x:y] nothing:<nil>]")]
    [InlineData("{{.List}} {{.Empty}} {{.Target}}", "[one 2 true] [] {Postgres sample-postgres}")]
    [InlineData("{{(index .List 0)}}{{(.Target).Name}}", "onesample-postgres")]
    [InlineData("{{1}} {{-2}} {{0x1F}} {{1_000}} {{0b101}} {{0o17}} {{017}} {{'a'}} {{1.5}} {{1e3}} {{.5}}", "1 -2 31 1000 5 15 15 97 1.5 1000 0.5")]
    [InlineData("{{100000.0}} {{1000000.0}} {{1234567.5}} {{0.0001}} {{0.00001}}", "100000 1e+06 1.2345675e+06 0.0001 1e-05")]
    [InlineData("{{true}} {{false}} {{print nil}}", "true false <nil>")]
    [InlineData(@"{{""a\tb\""\x41\u00e4\101""}}", "a\tb\"AäA")]
    [InlineData("{{`raw \\n \"text\"`}}", "raw \\n \"text\"")]
    public void Render_values(string template, string expected) => Assert.Equal(expected, Render(template));

    [Theory]
    [InlineData("a {{- 1 -}} b", "a1b")]
    [InlineData("a \n\t{{- 1 }} b", "a1 b")]
    [InlineData("a {{ 1 -}} \n b", "a 1b")]
    [InlineData("a {{-1}} b", "a -1 b")]
    [InlineData("a{{/* comment */}}b", "ab")]
    [InlineData("a {{- /* comment }} */ -}} b", "ab")]
    [InlineData("{{ 1\n}}", "1")]
    [InlineData("x {{ \"-}}\" -}} y", "x -}}y")]
    public void Render_trims_and_comments(string template, string expected) => Assert.Equal(expected, Render(template));

    [Theory]
    [InlineData("{{if true}}a{{end}}{{if false}}b{{end}}", "a")]
    [InlineData("{{if 0}}a{{else}}b{{end}}", "b")]
    [InlineData("{{if .Empty}}a{{else if .Map}}b{{else}}c{{end}}", "b")]
    [InlineData("{{if \"\"}}a{{else if nil}}b{{else if 0.0}}c{{else}}d{{end}}", "d")]
    [InlineData("{{with .Map.nested}}{{.x}}{{else}}none{{end}}", "y")]
    [InlineData("{{with .Map.missing}}{{.}}{{else}}none {{.Namespace}}{{end}}", "none demo")]
    [InlineData("{{with .Map.missing}}a{{else with .Map.a}}{{.}}{{else}}c{{end}}", "1")]
    [InlineData("{{with $x := 5}}{{$x}}{{.}}{{end}}", "55")]
    [InlineData("{{if $x := .Map.a}}{{$x}}{{end}}", "1")]
    [InlineData("{{range .List}}<{{.}}>{{end}}", "<one><2><true>")]
    [InlineData("{{range $i, $v := .List}}{{$i}}={{$v}} {{end}}", "0=one 1=2 2=true ")]
    [InlineData("{{range $v := .List}}{{$v}}{{end}}", "one2true")]
    [InlineData("{{range $k, $v := .Map}}{{$k}},{{end}}", "a,b,nested,nothing,")]
    [InlineData("{{range .Empty}}a{{else}}nothing in {{.Namespace}}{{end}}", "nothing in demo")]
    [InlineData("{{range .Map.missing}}a{{else}}b{{end}}", "b")]
    [InlineData("{{range 3}}{{.}}{{end}}", "012")]
    [InlineData("{{range until 5}}{{if eq . 1}}{{continue}}{{end}}{{if eq . 3}}{{break}}{{end}}{{.}}{{end}}", "02")]
    [InlineData("{{range $i := until 2}}{{range until 3}}{{if eq . 1}}{{break}}{{end}}{{$i}}{{.}} {{end}}{{end}}", "00 10 ")]
    public void Render_control(string template, string expected) => Assert.Equal(expected, Render(template));

    [Theory]
    [InlineData("{{$x := 1}}{{$x}}{{$x = 2}}{{$x}}", "12")]
    [InlineData("{{$x := 1}}{{if true}}{{$x = 2}}{{end}}{{$x}}", "2")]
    [InlineData("{{$x := 1}}{{if true}}{{$x := 2}}{{$x}}{{end}}{{$x}}", "21")]
    [InlineData("{{$x := 0}}{{range until 4}}{{$x = add $x .}}{{end}}{{$x}}", "6")]
    [InlineData("{{$i := 9}}{{range $i = until 3}}{{end}}{{$i}}", "2")]
    [InlineData("{{$m := dict \"k\" 1}}{{$m.k}}", "1")]
    [InlineData("{{$x := $}}{{$x.Namespace}}", "demo")]
    public void Render_variables(string template, string expected) => Assert.Equal(expected, Render(template));

    [Theory]
    [InlineData("{{\"x\" | printf \"%s-%s\" \"y\"}}", "y-x")]
    [InlineData("{{.Name | upper | trunc 6 | quote}}", "\"SAMPLE\"")]
    [InlineData("{{printf \"%d\" (len .List)}}", "3")]
    [InlineData("{{len (print .Map.a .Map.b)}}", "3")]
    [InlineData("{{.Map.missing | default \"d\"}}", "d")]
    [InlineData("{{.List | first | upper}}", "ONE")]
    [InlineData("{{.Time.Format \"2006-01-02\"}} {{(.Time).Year}} {{now.Unix}}", "2026-02-03 2026 1767323045")]
    [InlineData("{{\"15:04\" | .Time.Format}}", "14:05")]
    public void Render_pipelines_and_methods(string template, string expected) => Assert.Equal(expected, Render(template));

    [Theory]
    [InlineData("{{and 1 0 2}} {{and 1 2}} {{or 0 \"\" 3}} {{or 0 \"\"}} {{not 0}} {{not .List}}", "0 2 3  true false")]
    [InlineData("{{and false (index .Empty 5)}} {{or true (index .Empty 5)}}", "false true")]
    [InlineData("{{if and .Map.missing (index .Map.missing 5)}}a{{else}}b{{end}}", "b")]
    [InlineData("{{eq 1 1}} {{eq 1 2 3 1}} {{eq \"a\" \"b\"}} {{ne 1 2}} {{eq true true}} {{eq .Map.missing nil}} {{eq .Map.missing 1}}",
        "true true false true true true false")]
    [InlineData("{{lt 1 2}} {{le 2 2}} {{gt \"b\" \"a\"}} {{ge 1.5 2.5}}", "true true true false")]
    [InlineData("{{len \"äb\"}} {{len .List}} {{len .Map}}", "3 3 4")]
    [InlineData("{{index .Map \"a\"}} {{index .Map \"nested\" \"x\"}} {{index .List 1}} {{index \"abc\" 1}} {{index .Map \"zzz\"}}", "1 y 2 98 <no value>")]
    [InlineData("{{slice \"abcdef\" 1 3}} {{slice \"abc\" 2}} {{slice .List 1}} {{slice .List 0 1}}", "bc c [2 true] [one]")]
    [InlineData("{{print \"a\" 1 2 \"b\" true false}} {{print 1 2}}|{{println 1 \"a\"}}", "a1 2btrue false 1 2|1 a\n")]
    [InlineData("{{html \"<a href='x'>&</a>\"}} {{urlquery \"a b&c/ä\"}} {{js \"it's <b>\"}}",
        "&lt;a href=&#39;x&#39;&gt;&amp;&lt;/a&gt; a+b%26c%2F%C3%A4 it\\'s \\u003Cb\\u003E")]
    public void Render_functions_of_Go(string template, string expected) => Assert.Equal(expected, Render(template));

    [Fact]
    public void Render_dot_that_is_no_record() => Assert.Equal(
        "a-b", GoTemplate.Parse("{{range $i, $x := .}}{{if $i}}-{{end}}{{.}}{{end}}").Render(new List<string> { "a", "b" }));

    [Fact]
    public void Render_data_that_a_template_cannot_have_is_refused() => Assert.Throws<ArgumentException>(() => GoTemplate.Parse("").Render(new object()));
}
