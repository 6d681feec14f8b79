using Cairn.Api;
using Cairn.Api.Manifests;
using Cairn.Api.Meta;
using Cairn.Api.Serialization;

namespace Cairn.Operator.Catalog;

/// <summary>
/// The Addons and Functions that Cairn brings along: the files of deploy/catalog, which are part of the executable. Objects of the same name that
/// somebody else applied are theirs: whoever installs the catalogue decides about them.
/// </summary>
public static class DefaultCatalog
{
    private const string Folder = "Catalog/";

    /// <summary>Name and content of the files.</summary>
    public static IEnumerable<(string Name, string Content)> Files()
    {
        foreach (string name in typeof(DefaultCatalog).Assembly.GetManifestResourceNames().Order(StringComparer.Ordinal)
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using StreamReader reader = new(typeof(DefaultCatalog).Assembly.GetManifestResourceStream(name)!);
            yield return (name[Folder.Length..], reader.ReadToEnd());
        }
    }

    /// <summary>The objects, Addons and Functions alike.</summary>
    public static IReadOnlyList<ApiObject> Objects() =>
        [.. Files().SelectMany(file => ManifestReader.Read(file.Name, System.Text.Encoding.UTF8.GetBytes(file.Content), ManifestLimits.Default)).Select(Read)];

    private static ApiObject Read(ManifestDocument document)
    {
        ManifestNode root = document.Root ?? throw new InvalidDataException($"{document.File}: {document.Error}");
        string group = root["apiVersion"]?.Text.Split('/')[0] ?? "";
        KindInfo kind = KindCatalog.Find(group, root["kind"]?.Text ?? "") ?? throw new InvalidDataException($"{document.File}: its kind is not known.");
        return ApiJson.Read(kind, root.ToJson().Span);
    }
}
