namespace Cairn.Kubernetes.Caching;

/// <summary>Names of objects by keys that are computed from them.</summary>
internal sealed class CacheIndex<T>(Func<T, IEnumerable<string>> keys)
    where T : class
{
    private readonly Dictionary<string, HashSet<NamespacedName>> _names = [];

    public IEnumerable<NamespacedName> Find(string key) => _names.GetValueOrDefault(key) ?? [];

    /// <summary>Takes a name from the keys it had to those it has now.</summary>
    public void Move(NamespacedName name, T? before, T? after)
    {
        foreach (string key in before is null ? [] : keys(before))
        {
            if (_names.TryGetValue(key, out HashSet<NamespacedName>? names) && names.Remove(name) && names.Count == 0)
            {
                _names.Remove(key);
            }
        }

        foreach (string key in after is null ? [] : keys(after))
        {
            if (!_names.TryGetValue(key, out HashSet<NamespacedName>? names))
            {
                _names[key] = names = [];
            }

            names.Add(name);
        }
    }
}
