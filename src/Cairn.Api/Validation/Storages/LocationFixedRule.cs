using System.Text.Json;
using System.Text.Json.Nodes;
using Cairn.Api.Serialization;
using Cairn.Api.Storage;

namespace Cairn.Api.Validation.Storages;

/// <summary>A storage that holds Repositories stays where it is.</summary>
internal sealed class LocationFixedRule : IRule<BackupStorage>
{
    public void Check(BackupStorage value, RuleContext context)
    {
        if (context.Old is BackupStorage { Status.Repositories.Count: > 0 } old && !JsonNode.DeepEquals(Json(old), Json(value)))
        {
            context.Error(
                FieldPath.Spec.Field("storage"),
                "cannot change while Repositories are stored in it: make another BackupStorage, or delete the Repositories first");
        }
    }

    private static JsonNode? Json(BackupStorage value) => JsonSerializer.SerializeToNode(value.Spec?.Storage, ApiJsonContext.Default.StorageLocation);
}
