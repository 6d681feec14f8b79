using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Objects;
using Cairn.ControlPlane.Resources;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Kinds;

/// <summary>What every namespace has from its beginning: the ServiceAccount <c>default</c>, and the certificate of this server's authority.</summary>
internal sealed class NamespaceContents(ObjectWriter writer, string authority)
{
    /// <summary>The ConfigMap with the certificate that clients in Pods trust.</summary>
    public const string AuthorityName = "kube-root-ca.crt";

    /// <summary>The ConfigMap that Pods name for a second authority. Nothing here makes it: a runner leaves it out of the volume.</summary>
    public const string ServiceAuthorityName = "openshift-service-ca.crt";

    /// <summary>Makes what is missing in a namespace.</summary>
    public void Fill(string @namespace)
    {
        Make(BuiltInResources.ServiceAccounts, @namespace, new JsonObject { ["metadata"] = new JsonObject { ["name"] = "default" } });
        Make(BuiltInResources.ConfigMaps, @namespace, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = AuthorityName },
            ["data"] = Data(),
        });
    }

    /// <summary>Makes what is missing in a namespace of an earlier run, and brings the certificate up to date.</summary>
    public void Mend(string @namespace)
    {
        Fill(@namespace);
        ObjectKey key = new(BuiltInResources.ConfigMaps.GroupResource, @namespace, AuthorityName);
        try
        {
            writer.Update(BuiltInResources.ConfigMaps, key, old =>
            {
                old["data"] = Data();
                return old;
            }, new WriteOptions());
        }
        catch (ApiException error) when (error.Code == 404)
        {
            // A namespace on its way out.
        }
    }

    private JsonObject Data() => new() { ["ca.crt"] = authority };

    private void Make(ResourceInfo resource, string @namespace, JsonObject value)
    {
        try
        {
            writer.Create(resource, @namespace, value, new WriteOptions());
        }
        catch (ApiException error) when (error.Code is 403 or 404 or 409)
        {
            // It is there already, or the namespace is on its way out.
        }
    }
}
