using Cairn.Api.Meta;

namespace Cairn.Api.Validation.Files;

/// <summary>The objects of some files, by kind and name.</summary>
internal sealed class FileLookup(bool isComplete) : IObjectLookup
{
    private readonly Dictionary<Type, Dictionary<(string Namespace, string Name), ApiObject>> _objects = [];
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _namespaces = [];

    public bool IsComplete { get; } = isComplete;

    /// <summary>Adds an object. False: there is one of this name already.</summary>
    public bool Add(ApiObject value)
    {
        if (!_objects.TryGetValue(value.GetType(), out Dictionary<(string Namespace, string Name), ApiObject>? named))
        {
            _objects.Add(value.GetType(), named = []);
        }

        return named.TryAdd(KeyOf(value.GetType(), RuleContext.NamespaceOf(value), value.Metadata.Name ?? ""), value);
    }

    /// <summary>Puts the object with its defaults in the place of the one without.</summary>
    public void Replace(ApiObject value) =>
        _objects[value.GetType()][KeyOf(value.GetType(), RuleContext.NamespaceOf(value), value.Metadata.Name ?? "")] = value;

    /// <summary>Adds a namespace.</summary>
    public void AddNamespace(string name, IReadOnlyDictionary<string, string> labels) => _namespaces[name] = labels;

    public T? Find<T>(string ns, string name)
        where T : ApiObject =>
        _objects.TryGetValue(typeof(T), out Dictionary<(string Namespace, string Name), ApiObject>? named)
            ? (T?)named.GetValueOrDefault(KeyOf(typeof(T), ns, name))
            : null;

    public IEnumerable<T> All<T>()
        where T : ApiObject =>
        _objects.TryGetValue(typeof(T), out Dictionary<(string Namespace, string Name), ApiObject>? named) ? named.Values.Cast<T>() : [];

    public IReadOnlyDictionary<string, string>? LabelsOfNamespace(string ns) => _namespaces.GetValueOrDefault(ns);

    private static (string Namespace, string Name) KeyOf(Type type, string ns, string name) => (KindCatalog.Of(type).IsNamespaced ? ns : "", name);
}
