using System.Text;
using System.Text.Json.Nodes;
using Cairn.Api;
using Cairn.Api.Manifests;
using Cairn.Api.Meta;
using Cairn.Api.Serialization;
using k8s;
using k8s.Models;

namespace Cairn.Operator.Tests.Support;

/// <summary>Objects of Cairn's kinds from a YAML text, and objects of any kind as YAML.</summary>
internal sealed class ObjectFile
{
    private readonly List<ApiObject> _objects;

    private ObjectFile(List<ApiObject> objects) => _objects = objects;

    public static ObjectFile Read(string text)
    {
        List<ApiObject> objects = [];
        foreach (ManifestDocument document in ManifestReader.Read("in.yaml", Encoding.UTF8.GetBytes(text), ManifestLimits.Default))
        {
            Assert.Null(document.Error);
            KindInfo kind = KindCatalog.Find(document.Root!["apiVersion"]!.Text.Split('/')[0], document.Root["kind"]!.Text)!;
            objects.Add(ApiJson.Read(kind, document.Root.ToJson().Span));
        }

        return new ObjectFile(objects);
    }

    public T One<T>()
        where T : ApiObject => _objects.OfType<T>().Single();

    public IReadOnlyList<T> All<T>()
        where T : ApiObject => [.. _objects.OfType<T>()];

    public static string Write(IEnumerable<IKubernetesObject<V1ObjectMeta>> objects) =>
        string.Join("---\n", objects.Select(value => YamlWriter.Write(JsonNode.Parse(KubernetesJson.Serialize((object)value)))));
}
