using System.Text.Json;
using Cairn.Api.Defaulting;
using Cairn.Api.Manifests;
using Cairn.Api.Meta;
using Cairn.Api.Schema;
using Cairn.Api.Serialization;

namespace Cairn.Api.Validation.Files;

/// <summary>
/// Checks manifests without a cluster. Steps: (1) read each document, (2) take lists apart, (3) hold each object of the API
/// against the schema of its kind, (4) read it, (5) complete all of them with the defaults that are among them, (6) hold them against
/// the rules, with each other as the other objects. It throws for no content whatever.
/// </summary>
/// <param name="limits">How large a file may be.</param>
/// <param name="isComplete">Whether the files are everything there is: then a reference to an object outside of them is an error.</param>
public sealed class ManifestValidator(ManifestLimits limits, bool isComplete)
{
    private readonly FileLookup _lookup = new(isComplete);
    private readonly List<Finding> _findings = [];
    private readonly List<FileObject> _objects = [];
    private int _checked;
    private int _skipped;

    /// <summary>Adds a file. Steps 1 to 4.</summary>
    public void Add(string file, ReadOnlySpan<byte> content)
    {
        foreach (ManifestDocument document in ManifestReader.Read(file, content, limits))
        {
            if (document.Root is null)
            {
                Report(file, document.Line, "", new Problem(ProblemSeverity.Error, FieldPath.Root, document.Error!));
            }
            else
            {
                AddDocument(file, document.Root);
            }
        }
    }

    /// <summary>Checks what was added. Steps 5 and 6.</summary>
    public FileReport Check()
    {
        List<FileObject> complete = [.. _objects.Select(item => item with { Value = ApiDefaults.Complete(item.Value, _lookup) })];
        foreach (FileObject item in complete)
        {
            _lookup.Replace(item.Value);
        }

        foreach (FileObject item in complete)
        {
            foreach (Problem problem in ApiValidator.Check(item.Value, _lookup))
            {
                Report(item.File, item.Node.LineOf(problem.Path), item.Subject, problem);
            }
        }

        List<Finding> sorted = [.. _findings.OrderBy(finding => finding.File, StringComparer.Ordinal).ThenBy(finding => finding.Line)];
        return new FileReport(sorted, _checked, _skipped);
    }

    private void AddDocument(string file, ManifestNode node)
    {
        if (node.Kind != ManifestNodeKind.Map)
        {
            Report(file, node.Line, "", new Problem(ProblemSeverity.Error, FieldPath.Root, "is no object: apiVersion, kind and metadata are needed"));
        }
        else if (Word(node, "kind") == "List" && Word(node, "apiVersion") == "v1" && node["items"] is { Kind: ManifestNodeKind.List } items)
        {
            foreach (ManifestNode item in items.Items)
            {
                AddObject(file, item);
            }
        }
        else
        {
            AddObject(file, node);
        }
    }

    private void AddObject(string file, ManifestNode node)
    {
        string version = Word(node, "apiVersion");
        string kindName = Word(node, "kind");
        string subject = $"{kindName} {(node["metadata"] is { } metadata ? Word(metadata, "name") : "")}".Trim();
        if (version.Length == 0 || kindName.Length == 0)
        {
            Report(file, node.Line, subject, new Problem(
                ProblemSeverity.Error, FieldPath.Root.Field(version.Length == 0 ? "apiVersion" : "kind"), "is missing: each object needs it, as a text"));
            return;
        }

        string group = version.Split('/')[0];
        if (!ApiGroups.Contains(group))
        {
            AddForeign(version, kindName, node);
            return;
        }

        _checked++;
        if (version != $"{group}/{ApiGroups.Version}" || KindCatalog.Find(group, kindName) is not { } kind)
        {
            bool isVersion = KindCatalog.Find(group, kindName) is not null;
            Report(file, node.LineOf(FieldPath.Root.Field(isVersion ? "apiVersion" : "kind")), subject, new Problem(
                ProblemSeverity.Error,
                FieldPath.Root.Field(isVersion ? "apiVersion" : "kind"),
                isVersion ? $"must be {group}/{ApiGroups.Version}" : $"the group {group} has no such kind{Kinds(group)}"));
            return;
        }

        AddOfKind(file, node, kind, subject);
    }

    private void AddOfKind(string file, ManifestNode node, KindInfo kind, string subject)
    {
        bool isGood = true;
        foreach (Problem problem in SchemaValidator.Check(node, Schemas.Of(kind)).Concat(MetadataChecks.Check(node["metadata"])))
        {
            isGood &= problem.Severity != ProblemSeverity.Error;
            Report(file, node.LineOf(problem.Path), subject, problem);
        }

        if (!isGood)
        {
            return;
        }

        ApiObject value;
        try
        {
            value = ApiJson.Read(kind, node.ToJson().Span);
        }
        catch (JsonException error)
        {
            // The schema let a value pass that the type does not hold. A defect of ours, and still no reason to stop.
            Report(file, node.Line, subject, new Problem(ProblemSeverity.Error, FieldPath.Root, $"cannot be read ({error.Path})"));
            return;
        }

        FileObject item = new(file, node, value);
        if (_lookup.Add(value))
        {
            _objects.Add(item);
        }
        else if (!_objects.Any(other => other.Subject == item.Subject && other.Node.ToJson().Span.SequenceEqual(node.ToJson().Span)))
        {
            Report(file, node.Line, item.Subject, new Problem(
                ProblemSeverity.Error,
                FieldPath.Root.Field("metadata").Field("name"),
                "another, different object of the files has this kind and name: one would replace the other"));
        }
    }

    /// <summary>Of the kinds of others only the labels of namespaces matter.</summary>
    private void AddForeign(string version, string kind, ManifestNode node)
    {
        _skipped++;
        if (version == "v1" && kind == "Namespace" && node["metadata"] is { } metadata)
        {
            IReadOnlyList<ManifestEntry> labels = metadata["labels"]?.Entries ?? [];
            string name = Word(metadata, "name");
            Dictionary<string, string> texts = labels
                .Where(label => label.Value.Kind == ManifestNodeKind.Text)
                .ToDictionary(label => label.Name, label => label.Value.Text);
            texts.TryAdd("kubernetes.io/metadata.name", name);
            _lookup.AddNamespace(name, texts);
        }
    }

    private void Report(string file, int line, string subject, Problem problem) => _findings.Add(new Finding(file, line, subject, problem));

    private static string Kinds(string group) =>
        $": it has {string.Join(", ", KindCatalog.All.Where(kind => kind.Group == group).Select(kind => kind.Kind))}";

    private static string Word(ManifestNode node, string name) => node[name] is { Kind: ManifestNodeKind.Text, Text.Length: < 300 } word ? word.Text : "";
}
