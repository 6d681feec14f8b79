using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Kinds;
using Cairn.ControlPlane.Resources;
using Cairn.ControlPlane.Schemas;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Objects;

/// <summary>
/// Creates, updates and deletes objects by the rules that hold for all of them. Clients and controllers write through it alone.
/// A write that meets somebody else's is decided again on the new state, a few times.
/// </summary>
internal sealed class ObjectWriter(ObjectStore store, ResourceCatalog catalog, TimeProvider clock)
{
    private const int Attempts = 20;
    private const int LongestGeneratedPrefix = 58;
    private const string NameLetters = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>Is called with the name of each new namespace.</summary>
    public Action<string> NamespaceMade { get; set; } = _ => { };

    /// <summary>Creates an object.</summary>
    /// <param name="resource">Its resource.</param>
    /// <param name="namespace">Its namespace; empty for none.</param>
    /// <param name="value">What the client wants; is changed.</param>
    /// <param name="options">How.</param>
    /// <returns>The stored object.</returns>
    /// <exception cref="ApiException">It cannot be created.</exception>
    public JsonObject Create(ResourceInfo resource, string @namespace, JsonObject value, WriteOptions options)
    {
        ObjectShape.Apply(value, resource, options);
        JsonObject metadata = value.Map("metadata");
        CheckNamespace(metadata, resource, @namespace);
        if (metadata.Text("resourceVersion") is { Length: > 0 })
        {
            throw ApiErrors.BadRequest("resourceVersion should not be set on objects to be created");
        }

        if (string.IsNullOrEmpty(metadata.Text("name")) && metadata.Text("generateName") is { Length: > 0 } prefix)
        {
            metadata["name"] = prefix[..Math.Min(prefix.Length, LongestGeneratedPrefix)] + RandomNumberGenerator.GetString(NameLetters, 5);
        }

        CheckNamespaceIsOpen(resource, @namespace, metadata.Text("name") ?? "");
        StampNew(metadata, resource, @namespace);
        if (resource.HasStatus)
        {
            value.Remove("status");
        }

        IKindRules rules = KindRules.Of(resource);
        rules.Prepare(value, null);
        Validate(resource, value, null);
        rules.Admit(value, store);
        options.Warnings.AddRange(Identity.UnqualifiedFinalizers(value, null));
        ObjectKey key = new(resource.GroupResource, @namespace, metadata.Text("name")!);
        if (store.Get(key) is { } existing)
        {
            throw Exists(resource, existing);
        }

        if (options.IsDryRun)
        {
            return value;
        }

        try
        {
            StoredObject stored = store.Put(key, value, null);
            Wrote(key, isNew: true);
            return stored.Parse();
        }
        catch (StoreConflictException)
        {
            throw ApiErrors.AlreadyExists(resource, key.Name);
        }
    }

    /// <summary>Changes an object.</summary>
    /// <param name="resource">Its resource.</param>
    /// <param name="key">Which.</param>
    /// <param name="change">Gets a copy of the current object, gives the wanted one. It may be called several times.</param>
    /// <param name="options">How.</param>
    /// <returns>The stored object, or its last state when its last finalizer went.</returns>
    /// <exception cref="ApiException">It cannot be changed so.</exception>
    public JsonObject Update(ResourceInfo resource, ObjectKey key, Func<JsonObject, JsonObject> change, WriteOptions options)
    {
        for (int attempt = 1; ; attempt++)
        {
            StoredObject existing = store.Get(key) ?? throw ApiErrors.NotFound(resource, key.Name);
            JsonObject old = existing.Parse();
            options.Warnings.Clear();
            JsonObject value = Merge(resource, key, old, change(existing.Parse()), options);
            if (JsonNode.DeepEquals(old, value))
            {
                return old;
            }

            if (options.IsDryRun)
            {
                return value;
            }

            try
            {
                bool isLast = value.Text("metadata", "deletionTimestamp") is not null && !HasFinalizers(value)
                    && value.Number("metadata", "deletionGracePeriodSeconds") is null or 0;
                StoredObject stored = isLast ? store.Delete(existing, old) : store.Put(key, value, existing);
                Wrote(key, isNew: false);
                value.Map("metadata")["resourceVersion"] = $"{stored.Version}";
                return value;
            }
            catch (StoreConflictException) when (attempt < Attempts)
            {
                // Decided again on the new state; a client that named a version is told then.
            }
        }
    }

    /// <summary>Deletes an object, or marks it where finalizers hold it.</summary>
    /// <returns>The marked object, or null when it is gone.</returns>
    public (JsonObject Last, bool IsGone) Delete(ResourceInfo resource, ObjectKey key, DeleteOptions options)
    {
        for (int attempt = 1; ; attempt++)
        {
            StoredObject existing = store.Get(key) ?? throw ApiErrors.NotFound(resource, key.Name);
            JsonObject value = existing.Parse();
            CheckPreconditions(resource, key, value, options);
            Hold(value, options.Propagation);
            if (resource == BuiltInResources.Definitions)
            {
                DefinitionRules.HoldForInstances(value, Now());
            }

            bool isMarked = value.Text("metadata", "deletionTimestamp") is not null;
            long grace = resource == BuiltInResources.Pods ? PodDeletion.Grace(value, options) : 0;
            bool isGone = grace == 0 && !HasFinalizers(value);
            if (!isGone || resource == BuiltInResources.Pods)
            {
                Mark(resource, value, grace);
            }

            if (options.IsDryRun || (isMarked && !isGone && JsonNode.DeepEquals(value, existing.Parse())))
            {
                return (value, isGone);
            }

            try
            {
                StoredObject stored = isGone ? store.Delete(existing, value) : store.Put(key, value, existing);
                Wrote(key, isNew: false);
                return (stored.Parse(), isGone);
            }
            catch (StoreConflictException) when (attempt < Attempts)
            {
                // Decided again on the new state.
            }
        }
    }

    private static bool HasFinalizers(JsonObject value) =>
        value.At("metadata", "finalizers") is JsonArray { Count: > 0 }
        || (value.Text("kind") == "Namespace" && value.At("spec", "finalizers") is JsonArray { Count: > 0 });

    private static void Hold(JsonObject value, string? propagation)
    {
        string? finalizer = propagation switch { "Foreground" => "foregroundDeletion", "Orphan" => "orphan", _ => null };
        if (finalizer is null || value.Text("metadata", "deletionTimestamp") is not null)
        {
            return;
        }

        JsonObject metadata = value.Map("metadata");
        JsonArray finalizers = metadata["finalizers"] as JsonArray ?? [];
        if (!finalizers.Any(item => item.Text() == finalizer))
        {
            finalizers.Add((JsonNode)finalizer);
        }

        metadata["finalizers"] = finalizers.DeepClone();
    }

    /// <summary>Marks an object as being deleted. Only a Pod that is marked already is marked again, when it gets less time than before.</summary>
    private void Mark(ResourceInfo resource, JsonObject value, long grace)
    {
        JsonObject metadata = value.Map("metadata");
        if (metadata["deletionTimestamp"] is not null)
        {
            PodDeletion.Shorten(metadata, grace, clock);
            return;
        }

        metadata["deletionTimestamp"] = Times.Show(clock.GetUtcNow().AddSeconds(grace));
        if (resource == BuiltInResources.Namespaces)
        {
            value.Map("status")["phase"] = "Terminating";
        }
        else if (resource != BuiltInResources.Definitions)
        {
            metadata["deletionGracePeriodSeconds"] = grace;
        }

        if (resource.HasGeneration)
        {
            metadata["generation"] = (metadata.Number("generation") ?? 0) + 1;
        }
    }

    private static void CheckPreconditions(ResourceInfo resource, ObjectKey key, JsonObject value, DeleteOptions options)
    {
        string? problem = null;
        if (options.Uid is not null && options.Uid != value.Text("metadata", "uid"))
        {
            problem = $"the UID in the precondition ({options.Uid}) does not match the UID in record ({value.Text("metadata", "uid")}). "
                + "The object might have been deleted and then recreated";
        }
        else if (options.ResourceVersion is not null && options.ResourceVersion != value.Text("metadata", "resourceVersion"))
        {
            problem = $"the ResourceVersion in the precondition ({options.ResourceVersion}) does not match the ResourceVersion in record "
                + $"({value.Text("metadata", "resourceVersion")}). The object might have been modified";
        }

        if (problem is not null)
        {
            // Here, and only here, the API names the kind where it names the plural elsewhere.
            throw ApiErrors.Conflict(resource with { Plural = resource.Kind }, key.Name, problem);
        }
    }

    private static JsonObject Merge(ResourceInfo resource, ObjectKey key, JsonObject old, JsonObject value, WriteOptions options)
    {
        ObjectShape.Apply(value, resource, options);
        JsonObject metadata = value.Map("metadata");
        Identity.Check(resource, key, old, metadata, options);
        JsonObject before = (JsonObject)old["metadata"]!;
        string[] kept = ["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "resourceVersion", "generation", "namespace"];
        foreach (string name in kept)
        {
            metadata.CopyFrom(before, name);
        }

        if (options.Subresource.Length > 0)
        {
            value = WithPart(old, value, options.Subresource);
        }
        else
        {
            if (resource.HasStatus)
            {
                value.CopyFrom(old, "status");
            }

            KindRules.Of(resource).Prepare(value, old);
            if (resource.HasGeneration && IsOther(resource, old, value))
            {
                metadata["generation"] = (before.Number("generation") ?? 0) + 1;
            }
        }

        Validate(resource, value, old);
        options.Warnings.AddRange(Identity.UnqualifiedFinalizers(value, old));
        return value;
    }

    /// <summary>The object with one part of it written: its status, or the finalizers of a namespace's content.</summary>
    private static JsonObject WithPart(JsonObject old, JsonObject written, string part)
    {
        JsonObject value = (JsonObject)old.DeepClone();
        if (part == "finalize")
        {
            value.Map("spec").CopyFrom(written["spec"] as JsonObject, "finalizers");
        }
        else
        {
            value.CopyFrom(written, part);
        }

        return value;
    }

    private static bool IsOther(ResourceInfo resource, JsonObject old, JsonObject value)
    {
        IEnumerable<string> names = old.Concat(value).Select(entry => entry.Key).Distinct()
            .Where(name => name != "metadata" && !(name == "status" && resource.HasStatus));
        return names.Any(name => !JsonNode.DeepEquals(old[name], value[name]));
    }

    private static void Validate(ResourceInfo resource, JsonObject value, JsonObject? old)
    {
        List<FieldError> errors = [.. MetadataRules.Validate(value, resource), .. Identity.NewFinalizers(value, old)];
        errors.AddRange(resource.Schema is not null
            ? SchemaValidator.Validate(value, resource.Schema, old is not null)
            : KindRules.Of(resource).Validate(value, old));
        if (errors.Count > 0)
        {
            throw ApiErrors.Invalid(resource.Group, resource.Kind, value.Text("metadata", "name") ?? "", errors);
        }
    }

    private static void CheckNamespace(JsonObject metadata, ResourceInfo resource, string @namespace)
    {
        if (resource.IsNamespaced && metadata.Text("namespace") is { Length: > 0 } named && named != @namespace)
        {
            throw ApiErrors.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }
    }

    private static ApiException Exists(ResourceInfo resource, StoredObject existing) =>
        existing.Parse().Text("metadata", "deletionTimestamp") is null
            ? ApiErrors.AlreadyExists(resource, existing.Key.Name)
            : new ApiException(409, "AlreadyExists", $"object is being deleted: {resource.GroupResource} \"{existing.Key.Name}\" already exists",
                ApiErrors.Details(resource, existing.Key.Name));

    private void CheckNamespaceIsOpen(ResourceInfo resource, string @namespace, string name)
    {
        if (!resource.IsNamespaced)
        {
            return;
        }

        StoredObject owner = store.Get(new ObjectKey(BuiltInResources.Namespaces.GroupResource, "", @namespace))
            ?? throw ApiErrors.NotFound(BuiltInResources.Namespaces, @namespace);
        if (owner.Parse().Text("status", "phase") == "Terminating")
        {
            JsonObject details = ApiErrors.Details(resource, name);
            details["causes"] = new JsonArray(new JsonObject
            {
                ["reason"] = "NamespaceTerminating",
                ["message"] = $"namespace {@namespace} is being terminated",
                ["field"] = "metadata.namespace",
            });
            throw new ApiException(403, "Forbidden", $"{resource.GroupResource} \"{name}\" is forbidden: unable to create new content in namespace "
                + $"{@namespace} because it is being terminated", details);
        }
    }

    private void StampNew(JsonObject metadata, ResourceInfo resource, string @namespace)
    {
        metadata.Remove("namespace");
        if (resource.IsNamespaced)
        {
            metadata["namespace"] = @namespace;
        }

        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = Now();
        metadata.Remove("generation");
        metadata.Remove("deletionTimestamp");
        metadata.Remove("deletionGracePeriodSeconds");
        if (resource.HasGeneration)
        {
            metadata["generation"] = 1;
        }
    }

    private string Now() => Times.Show(clock.GetUtcNow());

    private void Wrote(ObjectKey key, bool isNew)
    {
        if (key.Resource == BuiltInResources.CustomResourceDefinitions)
        {
            catalog.Refresh(store);
        }
        else if (key.Resource == BuiltInResources.Namespaces.GroupResource && isNew)
        {
            NamespaceMade(key.Name);
        }
    }
}
