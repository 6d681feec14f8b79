using Cairn.Api.Storage;

namespace Cairn.Api.Validation.Storages;

/// <summary>A storage is one place of a provider that Cairn knows, and provider and place agree.</summary>
internal sealed class LocationRule : IRule<BackupStorage>
{
    private static readonly FieldPath Path = FieldPath.Spec.Field("storage");

    public void Check(BackupStorage value, RuleContext context)
    {
        if (value.Spec is null)
        {
            return;
        }

        if (value.Spec.Storage is not { } location)
        {
            context.Error(Path, "is missing: say where backups are stored");
            return;
        }

        (string Name, bool IsSet)[] places =
        [
            (StorageProviders.S3, location.S3 is not null), (StorageProviders.Gcs, location.Gcs is not null),
            (StorageProviders.Azure, location.Azure is not null), (StorageProviders.Local, location.Local is not null),
        ];
        if (!places.Any(place => place.Name == location.Provider))
        {
            context.Error(Path.Field("provider"), $"is \"{location.Provider}\", which is none of s3, gcs, azure, local");
            return;
        }

        foreach ((string name, bool isSet) in places)
        {
            if (isSet && name != location.Provider)
            {
                context.Error(Path.Field(name), $"does not agree with the provider {location.Provider}: a storage is one place");
            }
            else if (!isSet && name == location.Provider)
            {
                context.Error(Path.Field(name), $"is missing: the provider is {name}");
            }
        }
    }
}
