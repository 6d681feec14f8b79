namespace Cairn.Tidy.Tests.Rules;

/// <summary>Which project may know which other, which package and which namespace. A layer crossed once is no layer any more.</summary>
internal static class Layers
{
    /// <summary>What each source project may reference; <c>Cairn.Cli</c> composes everything.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Cairn.Api"] = [],
        ["Cairn.Kubernetes"] = ["Cairn.Api"],
        ["Cairn.Storage"] = [],
        ["Cairn.Restic"] = ["Cairn.Storage"],
        ["Cairn.Postgres"] = [],
        ["Cairn.Layout"] = ["Cairn.Api", "Cairn.Storage"],
        ["Cairn.Worker"] = ["Cairn.Api", "Cairn.Kubernetes", "Cairn.Layout", "Cairn.Storage", "Cairn.Restic", "Cairn.Postgres"],
        ["Cairn.Operator"] = ["Cairn.Api", "Cairn.Kubernetes", "Cairn.Layout", "Cairn.Storage"],
        ["Cairn.ControlPlane"] = ["Cairn.Api"],
    };

    /// <summary>Packages, by the start of their names, and their namespaces, that only one source project may use.</summary>
    private static readonly (string Package, string Namespace, string Project)[] Owned =
    [
        ("AWSSDK.", "Amazon", "Cairn.Storage"),
        ("Azure.", "Azure", "Cairn.Storage"),
        ("Google.", "Google", "Cairn.Storage"),
        ("ZstdSharp.", "ZstdSharp", "Cairn.Restic"),
        ("BouncyCastle.", "Org.BouncyCastle", "Cairn.Restic"),
        ("YamlDotNet", "YamlDotNet", "Cairn.Api"),
        ("System.CommandLine", "System.CommandLine", "Cairn.Cli"),
        ("Spectre.Console", "Spectre.Console", "Cairn.Cli"),
    ];

    /// <summary>The only source project that starts programs: how one is fed, drained, limited and killed is solved in one place.</summary>
    private const string ProcessOwner = "Cairn.Postgres";

    /// <summary>
    /// The one folder besides: a container is no child that serves us. It has a session, a user, a control group and a log of its own,
    /// may outlive us, and is then found and ended, none of which a client program of PostgreSQL needs.
    /// </summary>
    private const string ContainerFolder = "src/Cairn.ControlPlane/Pods/Processes/";

    /// <summary>The sentence about a project reference that is not allowed, or null.</summary>
    public static string? CheckReference(string project, string reference)
    {
        if (project is "Cairn.Cli" or "Cairn.EndToEnd.Tests")
        {
            return null;
        }

        if (project is "Cairn.Testing")
        {
            return reference is "Cairn.Cli"
                ? $"{project} must not reference {reference}: fixtures serve the tests of lower layers too."
                : null;
        }

        bool isTest = project.EndsWith(".Tests", StringComparison.Ordinal);
        string subject = isTest ? project[..^".Tests".Length] : project;
        if (isTest && (reference == subject || reference == "Cairn.Testing" || subject == "Cairn.Cli"))
        {
            return null;
        }

        // Whoever speaks with an API server is tested against a real one, in the test's own process.
        if (isTest && reference == "Cairn.ControlPlane" && (subject is "Cairn.Kubernetes" or "Cairn.Worker" or "Cairn.Operator"))
        {
            return null;
        }

        // The tidy tests look at files only.
        string[]? allowed = subject == "Cairn.Tidy" ? [] : Allowed.GetValueOrDefault(subject);
        return allowed is null ? $"{project} is not in the table of layers: add it to {nameof(Layers)}.cs with what it may reference."
            : allowed.Contains(reference) ? null
            : $"{project} must not reference {reference}: move the code to where it is allowed, or pass it in from Cairn.Cli.";
    }

    /// <summary>The sentence about a package reference in a source project that is not allowed, or null.</summary>
    public static string? CheckPackage(string project, string package)
    {
        string? owner = Owned.FirstOrDefault(item => package.StartsWith(item.Package, StringComparison.Ordinal)).Project;
        return owner is null || owner == project ? null : $"{project} must not reference the package {package}: only {owner} may.";
    }

    /// <summary>
    /// Uses of namespaces that belong to another project. References are transitive, so project files alone do not tell.
    /// </summary>
    public static IEnumerable<string> CheckSource(SourceFile source) =>
        CheckNamespaces(source).Concat(MayStartProcesses(source) ? [] : Processes.Find(source).Select(place =>
            $"{place} starts or reads a process: only {ProcessOwner} and {ContainerFolder} may (for our own CPU time there is Environment.CpuUsage)."));

    private static bool MayStartProcesses(SourceFile source) =>
        source.Project == ProcessOwner || source.Path.StartsWith(ContainerFolder, StringComparison.Ordinal);

    private static IEnumerable<string> CheckNamespaces(SourceFile source) =>
        from name in Names.OfNamespaces(source)
        from item in Owned
        where item.Project != source.Project
        where name.Text == item.Namespace || name.Text.StartsWith(item.Namespace + ".", StringComparison.Ordinal)
        select $"{name.Place} uses {name.Text}: only {item.Project} may use {item.Namespace}.";
}
