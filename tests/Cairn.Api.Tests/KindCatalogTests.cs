using System.Reflection;
using System.Text;
using Cairn.Api.Meta;
using Cairn.Api.Serialization;
using k8s.Models;

namespace Cairn.Api.Tests;

public sealed class KindCatalogTests
{
    [Fact]
    public void Catalog_and_types_say_the_same() => Assert.All(KindCatalog.All, kind =>
    {
        KubernetesEntityAttribute entity = kind.TypeInfo.Type.GetCustomAttribute<KubernetesEntityAttribute>()!;
        Assert.Equal((kind.Group, kind.Kind, ApiGroups.Version, kind.Plural), (entity.Group, entity.Kind, entity.ApiVersion, entity.PluralName));
        ApiObject value = (ApiObject)Activator.CreateInstance(kind.TypeInfo.Type)!;
        Assert.Equal((kind.ApiVersion, kind.Kind), (value.ApiVersion, value.Kind));
    });

    [Fact]
    public void There_are_fifteen_kinds_and_each_is_found_by_its_name()
    {
        Assert.Equal(15, KindCatalog.All.Count);
        Assert.All(KindCatalog.All, kind => Assert.Same(kind, KindCatalog.Find(kind.Group, kind.Kind)));
        Assert.Null(KindCatalog.Find("apps", "Deployment"));
        Assert.Throws<ArgumentException>(() => KindCatalog.Of(typeof(string)));
    }

    [Fact]
    public void An_object_is_written_with_its_head_first()
    {
        KindInfo kind = KindCatalog.Find(ApiGroups.Core, "BackupSession")!;
        ApiObject value = ApiJson.Read(kind, Encoding.UTF8.GetBytes("{\"metadata\":{\"name\":\"x\"},\"spec\":{\"session\":\"yes\"}}"));
        Assert.Equal(
            "apiVersion: core.kubestash.com/v1alpha1\nkind: BackupSession\nmetadata:\n  name: x\nspec:\n  session: \"yes\"\n",
            ApiJson.WriteYaml(value));
    }
}
