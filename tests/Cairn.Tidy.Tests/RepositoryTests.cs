using Cairn.Tidy.Tests.Rules;

namespace Cairn.Tidy.Tests;

/// <summary>Holds the checkout to the rules. What each rule finds is tested in <see cref="RulesTests"/>.</summary>
public sealed class RepositoryTests(Checkout checkout)
{
    private const string LongFunctions = "eng/tidy/long-functions.txt";
    private const string LongLines = "eng/tidy/long-lines.txt";
    private const string MissingReadmes = "eng/tidy/missing-readmes.txt";

    [Fact]
    public void Checkout_is_read_whole()
    {
        // Were nothing found, every other test here would pass without having looked.
        Assert.Contains(checkout.Files, file => file.Path == "Cairn.slnx");
        Assert.NotEmpty(checkout.ProductSources);
        Assert.Contains(checkout.Sources, source => source.Path == "tests/Cairn.Tidy.Tests/RepositoryTests.cs");
    }

    [Fact]
    public void Functions_have_at_most_70_lines() => Findings.MustBeNone(
        Ratchet.Check(FunctionLengths.TooLong(checkout.Sources), Entries(LongFunctions), _ => "lines"),
        $"Functions stop at {FunctionLengths.Limit} lines; {LongFunctions} lists the exceptions, which can only shrink.");

    [Fact]
    public void Files_have_at_most_500_lines() => Findings.MustBeNone(
        from file in OfKinds(".cs", ".sh")
        let lines = PlainText.CountLines(file)
        where lines > PlainText.FileLimit
        select $"{file.Path}: {lines} lines",
        $"Files stop at {PlainText.FileLimit} lines: split the type by what it does.");

    [Fact]
    public void Lines_have_at_most_160_characters()
    {
        Dictionary<string, int[]> tooLong = OfKinds(".cs", ".csproj", ".props", ".targets", ".slnx", ".sh", "Makefile", ".ci/run")
            .Select(file => (file.Path, Lines: PlainText.LongLines(file).ToArray()))
            .Where(file => file.Lines.Length > 0).ToDictionary(file => file.Path, file => file.Lines);
        Findings.MustBeNone(
            Ratchet.Check(
                tooLong.ToDictionary(file => file.Key, file => file.Value.Length), Entries(LongLines),
                path => $"long lines ({string.Join(", ", tooLong[path])})"),
            $"Lines stop at {PlainText.LineLimit} characters: break them. {LongLines} lists the exceptions, which can only shrink.");
    }

    [Fact]
    public void Projects_reference_only_layers_below() => Findings.MustBeNone(
        from file in OfKinds(".csproj")
        from path in Packages.References(file.Text!, "ProjectReference")
        let problem = Layers.CheckReference(ProjectOf(file), Path.GetFileNameWithoutExtension(path))
        where problem is not null
        select problem,
        "Layers are project references.");

    [Fact]
    public void Packages_stay_in_the_project_that_owns_them() => Findings.MustBeNone(
        from file in OfKinds(".csproj")
        where file.Path.StartsWith("src/", StringComparison.Ordinal)
        from package in Packages.References(file.Text!, "PackageReference")
        let problem = Layers.CheckPackage(ProjectOf(file), package)
        where problem is not null
        select problem,
        "A package that one project owns can be replaced; one that all know cannot.");

    [Fact]
    public void Sources_use_only_what_their_layer_may() => Findings.MustBeNone(
        checkout.ProductSources.SelectMany(Layers.CheckSource),
        "Wrap it in the project that owns it, and use that.");

    [Fact]
    public void Nothing_temporary_is_left() => Findings.MustBeNone(
        checkout.Files.SelectMany(Leftovers.CheckText).Concat(checkout.Sources.SelectMany(Leftovers.CheckSource)),
        "Do it now, or say what is missing where readers look for it.");

    [Fact]
    public void Every_package_has_a_reason_and_a_user() => Findings.MustBeNone(
        Packages.Check(
            Text("Directory.Packages.props"),
            OfKinds(".csproj", ".props", ".targets")
                .SelectMany(file => Packages.References(file.Text!, "PackageReference")).ToHashSet()),
        "Each dependency is one more to trust and to update.");

    [Fact]
    public void Source_projects_have_a_readme()
    {
        HashSet<string> known = [.. Entries(MissingReadmes)];
        string[] missing = [.. checkout.ProductSources.Select(source => source.Project).Distinct()
            .Where(project => !checkout.Exists($"src/{project}/README.md"))];
        Findings.MustBeNone(
            missing.Except(known).Select(project => $"{project}: write src/{project}/README.md.")
                .Concat(known.Except(missing)
                    .Select(project => $"{project}: has its README.md, or is gone; remove it from {MissingReadmes}.")),
            "A project opens with one page that defines its nouns in the order a reader meets them.");
    }

    [Fact]
    public void Public_members_are_documented() => Findings.MustBeNone(
        checkout.ProductSources.SelectMany(Documentation.Check),
        "Say what it means, with units, defaults and errors; or make it internal.");

    [Fact]
    public void Namespaces_equal_folders() => Findings.MustBeNone(
        checkout.Sources.SelectMany(Placement.CheckNamespace),
        "Move the file or change its namespace.");

    [Fact]
    public void Files_hold_the_type_they_are_named_for() => Findings.MustBeNone(
        checkout.ProductSources.SelectMany(Placement.CheckFileName),
        "One type a file; what belongs to one type only may be nested in it.");

    [Fact]
    public void Markdown_pages_have_one_title_and_links_that_resolve() => Findings.MustBeNone(
        OfKinds(".md").SelectMany(file => Markdown.Check(file, checkout.Exists)),
        "Readers follow links.");

    [Fact]
    public void No_file_names_somebodys_directories_or_package_servers() => Findings.MustBeNone(
        checkout.Files.Where(file => !file.Path.EndsWith("package-lock.json", StringComparison.Ordinal))
            .SelectMany(PlainText.CheckPlaces),
        "Use paths relative to the checkout, temporary directories, and the machine's own package sources.");

    [Fact]
    public void Tracked_files_are_small() => Findings.MustBeNone(
        // CRDs know no references: Kubernetes' pod types are spelled out at every place. Users apply them as they are, and they pack to a thirtieth.
        checkout.Files.Where(file => file.Size > PlainText.SizeLimit && !file.Path.StartsWith("deploy/crds/", StringComparison.Ordinal)).Select(file => $"{file.Path}: {file.Size / 1024} KiB"),
        $"Files stop at {PlainText.SizeLimit / 1024} KiB, because history keeps them for ever: generate the data when it is needed.");

    private static string ProjectOf(CheckoutFile file) => Path.GetFileNameWithoutExtension(file.Path);

    private IEnumerable<CheckoutFile> OfKinds(params string[] endings) =>
        checkout.Files.Where(file => file.Text is not null && endings.Any(ending => file.Path.EndsWith(ending, StringComparison.Ordinal)));

    private string Text(string path) => checkout.Files.Single(file => file.Path == path).Text!;

    private IEnumerable<string> Entries(string path) =>
        Text(path).Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith('#'));
}
