using System.Text;
using Cairn.Tidy.Tests.Rules;

namespace Cairn.Tidy.Tests;

/// <summary>Shows each rule something to find and something to leave alone.</summary>
public sealed class RulesTests
{
    [Theory]
    [InlineData(67, 70)]
    [InlineData(68, 71)]
    public void FunctionLengths_counts_from_declaration_to_closing_brace(int statements, int lines)
    {
        (string Function, int Lines) method = Assert.Single(FunctionLengths.Measure(MethodOf(statements)));

        Assert.Equal(("src/Cairn.Api/A.cs:A.M", lines), method);
    }

    [Theory]
    [InlineData(67, "", null)]
    [InlineData(68, "", "mend it")]
    [InlineData(68, "src/Cairn.Api/A.cs:A.M:71", null)]
    [InlineData(69, "src/Cairn.Api/A.cs:A.M:71", "has grown")]
    [InlineData(68, "src/Cairn.Api/A.cs:A.M:72", "lower its entry")]
    [InlineData(67, "src/Cairn.Api/A.cs:A.M:71", "remove its entry")]
    public void Ratchet_lets_numbers_only_shrink(int statements, string entry, string? problem)
    {
        string[] entries = entry.Length == 0 ? [] : [entry];

        AssertProblem(problem, Ratchet.Check(FunctionLengths.TooLong([MethodOf(statements)]), entries, _ => "lines"));
    }

    [Fact]
    public void FunctionLengths_names_all_kinds_of_functions()
    {
        SourceFile source = Source("class A { A() { } int P { get { return 1; } } int Q => 2; void M() { void L() { } L(); } }");

        string[] names = [.. FunctionLengths.Measure(source).Select(item => item.Function.Split(':')[1])];

        Assert.Equal(["A.ctor", "A.P.get", "A.Q", "A.M", "A.L"], names);
    }

    [Theory]
    [InlineData("Cairn.Restic", "Cairn.Storage", true)]
    [InlineData("Cairn.Storage", "Cairn.Restic", false)]
    [InlineData("Cairn.Operator", "Cairn.Restic", false)]
    [InlineData("Cairn.Cli", "Cairn.Postgres", true)]
    [InlineData("Cairn.Unheard", "Cairn.Storage", false)]
    [InlineData("Cairn.Restic.Tests", "Cairn.Restic", true)]
    [InlineData("Cairn.Restic.Tests", "Cairn.Storage", true)]
    [InlineData("Cairn.Restic.Tests", "Cairn.Testing", true)]
    [InlineData("Cairn.Restic.Tests", "Cairn.Postgres", false)]
    [InlineData("Cairn.Testing", "Cairn.Cli", false)]
    [InlineData("Cairn.Tidy.Tests", "Cairn.Storage", false)]
    public void Layers_follow_the_table(string project, string reference, bool allowed) =>
        Assert.Equal(allowed, Layers.CheckReference(project, reference) is null);

    [Theory]
    [InlineData("Cairn.Storage", "AWSSDK.S3", true)]
    [InlineData("Cairn.Cli", "AWSSDK.S3", false)]
    [InlineData("Cairn.Restic", "ZstdSharp.Port", true)]
    [InlineData("Cairn.Restic", "Spectre.Console", false)]
    [InlineData("Cairn.Restic", "Polly.Core", true)]
    public void Layers_keep_packages_with_their_owner(string project, string package, bool allowed) =>
        Assert.Equal(allowed, Layers.CheckPackage(project, package) is null);

    [Theory]
    [InlineData("using Amazon.S3;", "only Cairn.Storage")]
    [InlineData("using S3 = Amazon.S3.AmazonS3Client;", "only Cairn.Storage")]
    [InlineData("class A { global::Org.BouncyCastle.Math.BigInteger? x; }", "only Cairn.Restic")]
    [InlineData("class A { object x = Spectre.Console.AnsiConsole.Console; }", "only Cairn.Cli")]
    [InlineData("using Amazonian;", null)]
    [InlineData("class A { void M() { using var p = Process.Start(\"ls\"); } }", "only Cairn.Postgres")]
    [InlineData("class A { object x = new ProcessStartInfo(\"ls\"); }", "only Cairn.Postgres")]
    [InlineData("class A { System.Diagnostics.Process? p; }", "only Cairn.Postgres")]
    [InlineData("class A { void Process() { Process(); this.Process(); } }", null)]
    public void Layers_look_at_code(string code, string? problem) => AssertProblem(problem, Layers.CheckSource(Source(code)));

    [Theory]
    [InlineData("// TO" + "DO: later", true)]
    [InlineData("a FIX" + "ME", true)]
    [InlineData("mktemp /tmp/a.XXXX" + "XX", false)]
    [InlineData("hackneyed", false)]
    public void Leftovers_are_found_in_text(string line, bool found) =>
        Assert.Equal(found, Leftovers.CheckText(new CheckoutFile("a.txt", 1, line)).Any());

    [Theory]
    [InlineData("class A { int M() => throw new NotImplemented" + "Exception(); }", true)]
    [InlineData("class A { void M() { Thread" + ".Sleep(1); } }", true)]
    [InlineData("class A { [Fact(Skip = \"\")] void M() { } }", true)]
    [InlineData("class A { [Fact(Skip = \"flaky\")] void M() { } }", true)]
    [InlineData("class A { [Fact(Skip = \"rclone is not installed here\")] void M() { } }", false)]
    [InlineData("// var x = Open(path);", true)]
    [InlineData("// return;", true)]
    [InlineData("// Close(file);", true)]
    [InlineData("// The file stays open (see above); so does the lock.", false)]
    [InlineData("// Packs come first;", false)]
    public void Leftovers_are_found_in_code(string code, bool found) => Assert.Equal(found, Leftovers.CheckSource(Source(code)).Any());

    [Theory]
    [InlineData("<!-- Why. --><PackageVersion Include=\"A.B\" />", null)]
    [InlineData("<!-- Why. --><PackageVersion Include=\"A.C\" /><PackageVersion Include=\"A.B\" />", null)]
    [InlineData("<!-- Why. --><PackageVersion Include=\"B.C\" /><PackageVersion Include=\"A.B\" />", "A.B has no reason")]
    [InlineData("<PackageVersion Include=\"A.B\" />", "A.B has no reason")]
    [InlineData("<!-- Why. --><PackageVersion Include=\"D\" />", "D is referenced by no project")]
    public void Packages_need_reason_and_user(string items, string? problem) =>
        AssertProblem(problem, Packages.Check($"<Project>{items}</Project>", new HashSet<string> { "A.B", "A.C", "B.C" }));

    [Theory]
    [InlineData("/// <summary>Good.</summary>\npublic class A { }", null)]
    [InlineData("public class A { }", "A is public")]
    [InlineData("class A { public int X { get; } }", null)]
    [InlineData("/// <summary>Good.</summary>\npublic class A { public int X { get; } }", "X is public")]
    [InlineData("/// <summary>Good.</summary>\npublic class A { /// <inheritdoc/>\npublic int X { get; } }", null)]
    [InlineData("/// <summary>Good.</summary>\npublic class A { public override string ToString() => \"\"; }", null)]
    [InlineData("/// <summary>Good.</summary>\npublic class A { private int x; internal int Y; }", null)]
    [InlineData("/// <summary>Good.</summary>\npublic interface IA { void M(); }", "M is public")]
    [InlineData("/// <summary>Good.</summary>\npublic enum E { One }", "One is public")]
    [InlineData("/// <summary>Good.</summary>\npublic record R(int A);", "no <param> for A")]
    [InlineData("/// <summary>Good.</summary>\n/// <param name=\"A\">Good.</param>\npublic record R(int A);", null)]
    public void Documentation_is_asked_of_what_others_see(string code, string? problem) =>
        AssertProblem(problem, Documentation.Check(Source(code)));

    [Theory]
    [InlineData("namespace Cairn.Api; class A;", null)]
    [InlineData("namespace Cairn.Api.Core; class A;", "the folder says Cairn.Api")]
    [InlineData("class A;", "in no namespace")]
    public void Placement_compares_namespace_and_folder(string code, string? problem) =>
        AssertProblem(problem, Placement.CheckNamespace(Source(code)));

    [Theory]
    [InlineData("namespace Cairn.Api; class A; class A<T>;", null)]
    [InlineData("namespace Cairn.Api; class A { class B; }", null)]
    [InlineData("namespace Cairn.Api; class A; enum B { }", "B.cs")]
    public void Placement_wants_one_type_a_file(string code, string? problem) =>
        AssertProblem(problem, Placement.CheckFileName(Source(code)));

    [Theory]
    [InlineData("# One\n[a](b.md#x) [w](https://x.org/y) [s](#here)", null)]
    [InlineData("# One\n[a](../docs/b.md)", null)]
    [InlineData("# One\n[a](c.md)", "c.md leads nowhere")]
    [InlineData("# One\n```\n# not a title [a](c.md)\n```\n`[a](c.md)`", null)]
    [InlineData("# One\n# Two", "2 titles")]
    [InlineData("## Sub", "0 titles")]
    public void Markdown_wants_one_title_and_links_that_resolve(string text, string? problem) => AssertProblem(problem,
        Markdown.Check(new CheckoutFile("docs/a.md", 1, text), path => Path.GetFullPath(path) == Path.GetFullPath("docs/b.md")));

    [Theory]
    [InlineData("cd /ho" + "me/someone/x", true)]
    [InlineData("\"/ro" + "ot/.config\"", true)]
    [InlineData("$dir/root/usr and https://example.org/home/x", false)]
    [InlineData("URIs: http://deb.debian" + ".org/debian", true)]
    public void PlainText_holds_no_place_of_somebody(string line, bool found) =>
        Assert.Equal(found, PlainText.CheckPlaces(new CheckoutFile("a.txt", 1, line)).Any());

    [Theory]
    [InlineData(160, false)]
    [InlineData(161, true)]
    public void PlainText_limits_lines(int length, bool found) =>
        Assert.Equal(found, PlainText.LongLines(new CheckoutFile("a.cs", 1, new string('a', length))).Any());

    [Fact]
    public void CheckoutFile_that_is_not_utf8_has_no_lines() => Assert.Empty(CheckoutFile.Create("a.bin", [0x61, 0xff, 0x0a]).Lines);

    private static SourceFile Source(string code) => SourceFile.Parse("src/Cairn.Api/A.cs", code);

    private static SourceFile MethodOf(int statements)
    {
        StringBuilder code = new("class A {\n/// <summary>Not counted.</summary>\n[Attribute]\nvoid M()\n{\n");
        return Source(code.Insert(code.Length, "x++;\n", statements).Append("}\n}\n").ToString());
    }

    private static void AssertProblem(string? expected, IEnumerable<string> findings)
    {
        if (expected is null)
        {
            Assert.Empty(findings);
        }
        else
        {
            Assert.Contains(expected, Assert.Single(findings), StringComparison.Ordinal);
        }
    }
}
