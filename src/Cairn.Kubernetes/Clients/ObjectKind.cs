using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Cairn.Api;
using k8s;
using k8s.Models;

namespace Cairn.Kubernetes.Clients;

/// <summary>Where the objects of a type are found on an API server, and how they are read and written.</summary>
/// <typeparam name="T">The kind.</typeparam>
internal sealed class ObjectKind<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private static readonly HashSet<string> ClusterKinds =
    [
        "Namespace", "Node", "PersistentVolume", "ClusterRole", "ClusterRoleBinding", "StorageClass", "CustomResourceDefinition", "APIService",
        "PriorityClass", "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration",
    ];

    private readonly JsonTypeInfo<T>? _typeInfo;

    private ObjectKind()
    {
        KubernetesEntityAttribute entity = typeof(T).GetCustomAttribute<KubernetesEntityAttribute>()
            ?? throw new ArgumentException($"{typeof(T)} is not a kind.");
        Group = entity.Group ?? "";
        Version = entity.ApiVersion;
        Kind = entity.Kind;
        Plural = entity.PluralName;
        KindInfo? own = KindCatalog.Find(Group, Kind);
        IsNamespaced = own?.IsNamespaced ?? !ClusterKinds.Contains(Kind);
        _typeInfo = (JsonTypeInfo<T>?)own?.TypeInfo;
    }

    /// <summary>The only instance for the type.</summary>
    public static ObjectKind<T> Instance { get; } = new();

    public string Group { get; }

    public string Version { get; }

    public string Kind { get; }

    public string Plural { get; }

    public bool IsNamespaced { get; }

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>Path of a collection, without a slash at its ends.</summary>
    public string CollectionPath(string? @namespace)
    {
        string root = Group.Length == 0 ? $"api/{Version}" : $"apis/{Group}/{Version}";
        return IsNamespaced && !string.IsNullOrEmpty(@namespace) ? $"{root}/namespaces/{Uri.EscapeDataString(@namespace)}/{Plural}" : $"{root}/{Plural}";
    }

    /// <summary>Path of an object.</summary>
    public string ObjectPath(NamespacedName name)
    {
        if (name.Name.Length == 0 || (IsNamespaced && name.Namespace.Length == 0))
        {
            throw new ArgumentException($"A {Kind} needs a name{(IsNamespaced ? " and a namespace" : "")}: '{name}'.", nameof(name));
        }

        return $"{CollectionPath(name.Namespace)}/{Uri.EscapeDataString(name.Name)}";
    }

    public T Read(JsonElement json)
    {
        T value = (_typeInfo is null ? KubernetesJson.Deserialize<T>(json) : json.Deserialize(_typeInfo)) ?? throw new JsonException("An object is needed.");

        // Servers leave both out of lists of their own kinds.
        value.ApiVersion ??= ApiVersion;
        value.Kind ??= Kind;
        value.Metadata ??= new V1ObjectMeta();

        // Half of an object's size, and of no use here.
        value.Metadata.ManagedFields = null;
        return value;
    }

    public byte[] Write(T value)
    {
        value.ApiVersion ??= ApiVersion;
        value.Kind ??= Kind;
        return _typeInfo is null ? Encoding.UTF8.GetBytes(KubernetesJson.Serialize(value)) : JsonSerializer.SerializeToUtf8Bytes(value, _typeInfo);
    }
}
