using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Types;

namespace Cairn.ControlPlane.Patches;

/// <summary>
/// Strategic merge patch: a merge patch that knows the built-in kinds, so that lists are merged by the key of their entries. Directives:
/// <c>$patch</c> (replace, delete, merge), <c>$setElementOrder/…</c>, <c>$deleteFromPrimitiveList/…</c> and <c>$retainKeys</c>.
/// </summary>
internal static class StrategicMergePatch
{
    private const string Directive = "$patch";
    private const string Order = "$setElementOrder/";
    private const string Delete = "$deleteFromPrimitiveList/";
    private const string Retain = "$retainKeys";

    /// <summary>Applies a patch to an object of a type in place.</summary>
    /// <param name="target">The object.</param>
    /// <param name="patch">The patch; is not changed.</param>
    /// <param name="type">The type; null for a map or an object without a type of its own.</param>
    /// <exception cref="ApiException">The patch has a directive that is not known, or an entry without its key.</exception>
    public static void Apply(JsonObject target, JsonObject patch, BuiltInType? type)
    {
        switch (patch.Text(Directive))
        {
            case null or "merge":
                break;
            case "replace":
                target.Clear();
                break;
            case "delete":
                target.Clear();
                return;
            case var other:
                throw new ApiException(500, "", $"unknown patch type: {other} in map: {Shown(patch)}");
        }

        if (patch[Retain] is JsonArray kept)
        {
            foreach (string name in target.Select(entry => entry.Key).Where(name => !kept.Any(item => item.Text() == name)).ToList())
            {
                target.Remove(name);
            }
        }

        foreach ((string name, JsonNode? value) in patch)
        {
            Field(target, name, value, patch, type);
        }
    }

    /// <summary>A map as the API's messages show it.</summary>
    public static string Shown(JsonNode? value) => value switch
    {
        JsonObject map => $"map[{string.Join(' ', map.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => $"{entry.Key}:{Shown(entry.Value)}"))}]",
        JsonArray list => $"[{string.Join(' ', list.Select(Shown))}]",
        null => "<nil>",
        _ => value.Text() ?? value.ToText(),
    };

    private static void Field(JsonObject target, string name, JsonNode? value, JsonObject patch, BuiltInType? type)
    {
        if (name is Directive or Retain)
        {
            return;
        }

        if (name.StartsWith(Delete, StringComparison.Ordinal))
        {
            RemovePlain(target, name[Delete.Length..], value as JsonArray ?? []);
        }
        else if (name.StartsWith(Order, StringComparison.Ordinal))
        {
            // Lists that the patch has as well are put in order when they are merged.
            string ordered = name[Order.Length..];
            if (!patch.ContainsKey(ordered) && target[ordered] is JsonArray list)
            {
                target[ordered] = ListPatch.InOrder(list, value as JsonArray ?? [], type?.Find(ordered)?.Patch.Key ?? "", list);
            }
        }
        else
        {
            Set(target, name, value, patch[Order + name] as JsonArray, type?.Find(name));
        }
    }

    private static void Set(JsonObject target, string name, JsonNode? value, JsonArray? order, BuiltInField? field)
    {
        switch (value)
        {
            case null:
                target.Remove(name);
                break;
            case JsonObject map:
                Merge(target, name, map, field);
                break;
            case JsonArray entries when field is { Patch.IsMerged: true }:
                JsonArray merged = ListPatch.Merge(target[name] as JsonArray ?? [], entries, field, order);
                target[name] = merged;
                break;
            default:
                target[name] = value.DeepClone();
                break;
        }
    }

    private static void Merge(JsonObject target, string name, JsonObject patch, BuiltInField? field)
    {
        if (patch.Text(Directive) == "delete")
        {
            target.Remove(name);
            return;
        }

        JsonObject below = target[name] as JsonObject ?? [];
        Apply(below, patch, field is { Type.Kind: FieldType.Message } ? TypeCatalog.Get(field.Type.Message) : null);
        if (!ReferenceEquals(target[name], below))
        {
            target[name] = below;
        }
    }

    private static void RemovePlain(JsonObject target, string name, JsonArray values)
    {
        if (target[name] is JsonArray list)
        {
            target[name] = new JsonArray([.. list.Where(item => !values.Any(value => JsonNode.DeepEquals(value, item))).Select(item => item?.DeepClone())]);
        }
    }
}
