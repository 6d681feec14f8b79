using System.Text.Json.Nodes;
using Cairn.Api.Manifests;
using Cairn.Api.Schema;
using Cairn.Api.Tests.Support;

namespace Cairn.Api.Tests.Schema;

/// <summary>
/// Our CRDs against those of the reference: whatever theirs accept, ours accept, and every difference is in the list below with its reason.
/// </summary>
public sealed class ReferenceCrdTests
{
    private static readonly CrdDifference[] Intended =
    [
        new("HookTemplate", "spec.versions", "columns", "The column Timeout shows a field that does not exist, so it is always blank."),
        new("*", ".status.allocatedResourceStatuses", "x-kubernetes-map-type", "granular is what a map is when nothing is said."),
        new("BackupStorage", "", "rule", "The storage must not move while Repositories are in it; theirs says so in a webhook, which may be away."),
        new("Repository", ".spec", "rule", "The path must not change; theirs says so in a webhook, which may be away."),
        new("BackupSession", ".spec", "rule", "The spec must not change; theirs says so in a webhook, which may be away."),
        new("Snapshot", ".solrStats[].backupId", "format", "A number beyond 64 bits could be written and never be read again."),
        new("Snapshot", ".solrStats[].indexFileCount", "format", "A number beyond 64 bits could be written and never be read again."),
    ];

    [Fact]
    public void Every_node_of_the_reference_is_accepted_and_every_difference_is_intended()
    {
        List<CrdFinding> findings = [];
        int nodes = 0;
        foreach (string file in Directory.GetFiles(ReferenceData.Folder("crds")))
        {
            ManifestNode root = ManifestReader.Read(file, File.ReadAllBytes(file), ManifestLimits.Default)[0].Root!;
            JsonNode theirs = JsonNode.Parse(root.ToJson().Span)!;
            KindInfo kind = KindCatalog.Find((string)theirs["spec"]!["group"]!, (string)theirs["spec"]!["names"]!["kind"]!)!;
            JsonObject ours = CrdWriter.Write(kind, Schemas.Of(kind));
            CrdWalk walk = new(kind.Kind);
            walk.CompareHeads(theirs, ours);
            walk.Compare(SchemaOf(theirs), SchemaOf(ours), "");
            findings.AddRange(walk.Findings);
            nodes += walk.Nodes;
        }

        List<CrdFinding> unintended = [.. findings.Where(finding => !Intended.Any(item => item.Covers(finding)))];
        Assert.True(unintended.Count == 0, $"{unintended.Count} of {nodes} nodes:\n{string.Join('\n', unintended.Take(60))}");
        Assert.All(Intended, item => Assert.True(findings.Any(item.Covers), $"{item} is no difference any more: remove it from the list."));
        Assert.InRange(nodes, 20_000, int.MaxValue);
    }

    private static JsonObject SchemaOf(JsonNode crd) => (JsonObject)crd["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!;
}
