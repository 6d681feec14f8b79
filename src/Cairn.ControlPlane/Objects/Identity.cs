using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Resources;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Objects;

/// <summary>Whether a write means the object that it reached: name, namespace, uid and resource version.</summary>
internal static class Identity
{
    /// <summary>Checks the metadata of a wanted state against the stored object.</summary>
    /// <exception cref="ApiException">They are not the same object, or not the same state of it.</exception>
    public static void Check(ResourceInfo resource, ObjectKey key, JsonObject old, JsonObject metadata, WriteOptions options)
    {
        CheckNames(resource, key, metadata);
        if (options.IsPatch)
        {
            CheckPatched(resource, key, old, metadata);
        }

        CheckVersion(resource, key, old, metadata);
        string? uid = metadata.Text("uid");
        string? stored = old.Text("metadata", "uid");
        if (!options.IsPatch && uid is { Length: > 0 } && uid != stored)
        {
            string group = resource.Group.Length == 0 ? "" : resource.Group + "/";
            string place = key.Namespace.Length == 0 ? "" : key.Namespace + "/";
            throw ApiErrors.Conflict(resource, key.Name, $"StorageError: invalid object, Code: 4, Key: /registry/{group}{resource.Plural}/{place}{key.Name}, "
                + $"ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: {uid}, UID in object meta: {stored}");
        }
    }

    /// <summary>Finalizers that are added to an object that is already being deleted.</summary>
    public static IEnumerable<FieldError> NewFinalizers(JsonObject value, JsonObject? old)
    {
        if (old.Text("metadata", "deletionTimestamp") is null)
        {
            yield break;
        }

        List<string> known = [.. Finalizers(old)];
        List<string> added = [.. Finalizers(value).Where(finalizer => !known.Contains(finalizer))];
        if (added.Count > 0)
        {
            yield return FieldError.Forbidden("metadata.finalizers", "no new finalizers can be added if the object is being deleted, "
                + $"found new finalizers []string{{{string.Join(", ", added.Select(FieldError.Quote))}}}");
        }
    }

    /// <summary>Warnings about new finalizers whose names others may use too.</summary>
    public static IEnumerable<string> UnqualifiedFinalizers(JsonObject value, JsonObject? old) =>
        from finalizer in Finalizers(value).Except(Finalizers(old))
        where !finalizer.Contains('/') && finalizer is not ("kubernetes" or "orphan" or "foregroundDeletion")
        select $"metadata.finalizers: {FieldError.Quote(finalizer)}: prefer a domain-qualified finalizer name to avoid accidental conflicts "
            + "with other finalizer writers";

    private static IEnumerable<string> Finalizers(JsonNode? value) =>
        (value.At("metadata", "finalizers") as JsonArray ?? []).Select(item => item.Text() ?? "");

    private static void CheckNames(ResourceInfo resource, ObjectKey key, JsonObject metadata)
    {
        string name = metadata.Text("name") ?? "";
        if (name != key.Name)
        {
            throw ApiErrors.BadRequest(name.Length == 0
                ? $"the name of the object ({key.Name} based on URL) was undeterminable: name must be provided"
                : $"the name of the object ({name}) does not match the name on the URL ({key.Name})");
        }

        if (resource.IsNamespaced && metadata.Text("namespace") is { Length: > 0 } named && named != key.Namespace)
        {
            throw ApiErrors.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }
    }

    private static void CheckPatched(ResourceInfo resource, ObjectKey key, JsonObject old, JsonObject metadata)
    {
        List<FieldError> errors = [];
        foreach (string name in (string[])["uid", "deletionTimestamp"])
        {
            string? wanted = metadata.Text(name);
            if (!string.IsNullOrEmpty(wanted) && wanted != old.Text("metadata", name))
            {
                // Custom resources are checked twice, and both findings are reported.
                FieldError error = FieldError.Invalid($"metadata.{name}", FieldError.Quote(wanted), "field is immutable");
                errors.AddRange(resource.IsCustom ? [error, error] : [error]);
            }
        }

        if (errors.Count > 0)
        {
            throw ApiErrors.Invalid(resource.Group, resource.Kind, key.Name, errors);
        }
    }

    private static void CheckVersion(ResourceInfo resource, ObjectKey key, JsonObject old, JsonObject metadata)
    {
        string? version = metadata.Text("resourceVersion");
        if (string.IsNullOrEmpty(version))
        {
            if (resource.NeedsVersion)
            {
                throw ApiErrors.Invalid(resource.Group, resource.Plural, key.Name,
                    [FieldError.Invalid("metadata.resourceVersion", "0", "must be specified for an update")]);
            }
        }
        else if (version != old.Text("metadata", "resourceVersion"))
        {
            throw ApiErrors.Modified(resource, key.Name);
        }
    }
}
