using Cairn.Api.Meta;

namespace Cairn.Api.Validation;

/// <summary>Knows no other object: rules that need one are silent.</summary>
public sealed class EmptyLookup : IObjectLookup
{
    private EmptyLookup()
    {
    }

    /// <summary>The only one.</summary>
    public static EmptyLookup Instance { get; } = new();

    /// <inheritdoc/>
    public bool IsComplete => false;

    /// <inheritdoc/>
    public T? Find<T>(string ns, string name)
        where T : ApiObject => null;

    /// <inheritdoc/>
    public IEnumerable<T> All<T>()
        where T : ApiObject => [];

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string>? LabelsOfNamespace(string ns) => null;
}
