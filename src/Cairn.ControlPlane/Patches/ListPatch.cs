using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Types;

namespace Cairn.ControlPlane.Patches;

/// <summary>Merges lists in strategic merge patches: plain values as a set, objects by the key of their type.</summary>
internal static class ListPatch
{
    private const string Directive = "$patch";

    /// <summary>The merged list.</summary>
    /// <param name="target">The list that is there.</param>
    /// <param name="patch">The list of the patch.</param>
    /// <param name="field">The field that both are in.</param>
    /// <param name="order">The wanted order; null for none.</param>
    public static JsonArray Merge(JsonArray target, JsonArray patch, BuiltInField field, JsonArray? order)
    {
        string key = field.Patch.Key;
        return key.Length == 0 ? Plain(target, patch, order) : Keyed(target, patch, key, TypeCatalog.Get(field.Type.Inner!.Message), order);
    }

    /// <summary>
    /// A list in the order of another one. Entries that the order does not name come where they were among those that were there before;
    /// new ones come first.
    /// </summary>
    /// <param name="list">The entries.</param>
    /// <param name="order">The wanted order; values, or objects with the key.</param>
    /// <param name="key">The key of objects; empty for plain values.</param>
    /// <param name="before">The list before the patch.</param>
    public static JsonArray InOrder(JsonArray list, JsonArray order, string key, JsonArray before)
    {
        Queue<JsonNode?> named = new(list.Where(item => Rank(order, item, key) >= 0).OrderBy(item => Rank(order, item, key)));
        Queue<JsonNode?> others = new(list.Where(item => Rank(order, item, key) < 0));
        JsonArray result = [];
        while (named.Count + others.Count > 0)
        {
            bool takesNamed = others.Count == 0 || (named.Count > 0 && IsFirst(named.Peek(), others.Peek()));
            result.Add((takesNamed ? named : others).Dequeue()?.DeepClone());
        }

        return result;

        bool IsFirst(JsonNode? left, JsonNode? right)
        {
            (int at, int other) = (Rank(before, left, key), Rank(before, right, key));
            return at < 0 || other < 0 || at < other;
        }
    }

    private static int Rank(JsonArray order, JsonNode? item, string key)
    {
        for (int i = 0; i < order.Count; i++)
        {
            if (JsonNode.DeepEquals(Identity(order[i], key), Identity(item, key)))
            {
                return i;
            }
        }

        return -1;
    }

    private static JsonNode? Identity(JsonNode? item, string key) => key.Length == 0 ? item : item.At(key);

    private static JsonArray Plain(JsonArray target, JsonArray patch, JsonArray? order)
    {
        List<JsonNode?> merged = [];
        foreach (JsonNode? item in patch.Concat(target))
        {
            if (!merged.Any(known => JsonNode.DeepEquals(known, item)))
            {
                merged.Add(item?.DeepClone());
            }
        }

        return InOrder(new JsonArray([.. merged]), order ?? patch, "", target);
    }

    private static JsonArray Keyed(JsonArray target, JsonArray patch, string key, BuiltInType type, JsonArray? order)
    {
        bool isReplaced = patch.Any(item => item.Text(Directive) == "replace");
        JsonArray merged = isReplaced ? [] : (JsonArray)target.DeepClone();
        foreach (JsonNode? item in patch)
        {
            string? directive = item.Text(Directive);
            if (directive == "replace")
            {
                continue;
            }

            if (item is not JsonObject entry || entry.At(key) is not { } wanted)
            {
                throw new ApiException(500, "", $"map: {StrategicMergePatch.Shown(item)} does not contain declared merge key: {key}");
            }

            JsonObject? known = merged.OfType<JsonObject>().FirstOrDefault(other => JsonNode.DeepEquals(other[key], wanted));
            if (directive == "delete")
            {
                merged.Remove(known);
            }
            else if (known is null)
            {
                JsonObject made = [];
                StrategicMergePatch.Apply(made, entry, type);
                merged.Add((JsonNode)made);
            }
            else
            {
                StrategicMergePatch.Apply(known, entry, type);
            }
        }

        return InOrder(merged, order ?? patch, key, target);
    }
}
