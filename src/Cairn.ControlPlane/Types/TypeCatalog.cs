using Cairn.ControlPlane.Resources;

namespace Cairn.ControlPlane.Types;

/// <summary>The types of the built-in kinds, read from <c>kinds.txt</c> when they are first needed.</summary>
internal static class TypeCatalog
{
    /// <summary>Types of events.k8s.io begin with this, since the core group has types of the same names.</summary>
    public const string EventGroupPrefix = "Group";

    private static readonly Lazy<Dictionary<string, BuiltInType>> Types = new(Read);

    /// <summary>All types.</summary>
    public static IEnumerable<BuiltInType> All => Types.Value.Values;

    /// <summary>The type of a name.</summary>
    public static BuiltInType Get(string name) => Types.Value[name];

    /// <summary>The type of a resource's objects; null for custom resources and CRDs.</summary>
    public static BuiltInType? Of(ResourceInfo resource) => resource.IsCustom ? null : Of(resource.Group, resource.Kind);

    /// <summary>The type of a kind; null for one that is not known.</summary>
    public static BuiltInType? Of(string group, string kind) =>
        Types.Value.GetValueOrDefault(group == "events.k8s.io" ? EventGroupPrefix + kind : kind);

    private static Dictionary<string, BuiltInType> Read()
    {
        using Stream stream = typeof(TypeCatalog).Assembly.GetManifestResourceStream("Cairn.ControlPlane.Types.kinds.txt")
            ?? throw new InvalidDataException("The list of built-in types is missing from this program.");
        using StreamReader reader = new(stream);
        Dictionary<string, BuiltInType> types = [];
        List<BuiltInField> fields = [];
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith("  ", StringComparison.Ordinal))
            {
                fields.Add(Field(line.Trim()));
            }
            else if (line.Length > 0 && line[0] != '#')
            {
                fields = [];
                types[line] = new BuiltInType(line, fields);
            }
        }

        return types;
    }

    private static BuiltInField Field(string line)
    {
        List<string> words = [.. line.Split(' ')];
        bool isAlways = words.Remove("always");
        words.Remove("retainKeys");
        words.Remove("replace");
        string? merge = words.Find(word => word == "merge" || word.StartsWith("merge=", StringComparison.Ordinal));
        PatchRule patch = merge is null ? PatchRule.None : new PatchRule(true, merge.Length > 6 ? merge[6..] : "");
        words.RemoveAll(word => word == merge);
        string type = string.Join(' ', words[2..]);
        return new BuiltInField(words[0] == "<" ? "" : words[0], int.Parse(words[1]), ValueForm.Read(type.TrimEnd('?')), type.EndsWith('?'), isAlways, patch);
    }
}
