using Cairn.Api.Storage;

namespace Cairn.Api.Validation.Storages;

/// <summary>
/// No two storages of a cluster are the same directory: each would take the other's Repositories for its own. Two services with
/// buckets of the same name are two places, so the endpoint counts; a region does not make a bucket another one.
/// </summary>
internal sealed class PlaceRule : IRule<BackupStorage>
{
    public void Check(BackupStorage value, RuleContext context)
    {
        string? place = PlaceOf(value.Spec?.Storage);
        if (place is null)
        {
            return;
        }

        BackupStorage? other = context.Lookup.All<BackupStorage>().FirstOrDefault(item => context.IsOther(item) && PlaceOf(item.Spec?.Storage) == place);
        if (other is not null)
        {
            context.Error(
                FieldPath.Spec.Field("storage"),
                $"the BackupStorage {RuleContext.NamespaceOf(other)}/{other.Metadata.Name} is the same directory: give one of them another prefix");
        }
    }

    /// <summary>A text that is the same for the same directory. Null for volumes, which are not comparable.</summary>
    private static string? PlaceOf(StorageLocation? location) => location switch
    {
        { S3: { Bucket: not null } s3 } => $"s3 {Host(s3.Endpoint)} {s3.Bucket.Trim('/')} {TextShapes.CleanPath(s3.Prefix)}",
        { Gcs: { Bucket: not null } gcs } => $"gcs {gcs.Bucket.Trim('/')} {TextShapes.CleanPath(gcs.Prefix)}",
        { Azure: { Container: not null } azure } => $"azure {azure.StorageAccount} {azure.Container} {TextShapes.CleanPath(azure.Prefix)}",
        _ => null,
    };

    private static string Host(string? endpoint)
    {
        string host = (endpoint ?? "").Trim().TrimEnd('/').ToLowerInvariant();
        int scheme = host.IndexOf("://", StringComparison.Ordinal);
        host = scheme < 0 ? host : host[(scheme + 3)..];
        return host.Length == 0 || host.EndsWith(".amazonaws.com", StringComparison.Ordinal) ? "aws" : host;
    }
}
