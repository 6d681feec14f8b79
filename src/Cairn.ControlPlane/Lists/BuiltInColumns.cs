using System.Collections.Frozen;
using Cairn.ControlPlane.Resources;

namespace Cairn.ControlPlane.Lists;

/// <summary>The columns of built-in kinds in tables, from <c>columns.txt</c>.</summary>
internal static class BuiltInColumns
{
    private static readonly Lazy<FrozenDictionary<string, List<ResourceColumn>>> Columns = new(Read);

    /// <summary>The columns of a resource after the name; none for one that is not known.</summary>
    public static IReadOnlyList<ResourceColumn> Of(ResourceInfo resource) => Columns.Value.GetValueOrDefault(resource.GroupResource) ?? [];

    private static FrozenDictionary<string, List<ResourceColumn>> Read()
    {
        using Stream stream = typeof(BuiltInColumns).Assembly.GetManifestResourceStream("Cairn.ControlPlane.Lists.columns.txt")
            ?? throw new InvalidDataException("The list of columns is missing from this program.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('\t'))
            .GroupBy(parts => parts[0])
            .ToFrozenDictionary(lines => lines.Key, lines => lines.Select(parts =>
                new ResourceColumn(parts[1], parts[2], "", parts[4].Replace("\\n", "\n"), long.Parse(parts[3]), "")).ToList());
    }
}
