using Cairn.Api.Manifests;
using Cairn.Api.Schema;

namespace Cairn.Api.Validation;

/// <summary>
/// The types of the fields of metadata. CRDs do not state them, since an API server knows them by itself.
/// </summary>
internal static class MetadataChecks
{
    private static readonly FieldPath Path = FieldPath.Root.Field("metadata");

    private static readonly SchemaNode Fields = SchemaBuilder.BuildMetadata();

    /// <summary>The problems of an object's metadata; their paths start at the object.</summary>
    public static IEnumerable<Problem> Check(ManifestNode? metadata)
    {
        if (metadata is null or { Kind: ManifestNodeKind.Null })
        {
            return [new Problem(ProblemSeverity.Error, Path, "is missing: each object needs a name")];
        }

        return metadata.Kind != ManifestNodeKind.Map
            ? []
            : SchemaValidator.Check(metadata, Fields, Path).Where(problem => problem.Severity == ProblemSeverity.Error);
    }
}
