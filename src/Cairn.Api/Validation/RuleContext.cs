using Cairn.Api.Core;
using Cairn.Api.Meta;

namespace Cairn.Api.Validation;

/// <summary>What a rule is given besides the object, and where it puts what it finds.</summary>
internal sealed class RuleContext(ApiObject self, ApiObject? old, IObjectLookup lookup)
{
    private readonly List<Problem> _problems = [];

    /// <summary>What was found.</summary>
    public IReadOnlyList<Problem> Problems => _problems;

    /// <summary>The other objects.</summary>
    public IObjectLookup Lookup { get; } = lookup;

    /// <summary>The object before a change. Null: it is new.</summary>
    public ApiObject? Old { get; } = old;

    /// <summary>Whether placeholders anywhere in the object are filled in before it is used, and are all checked in one place.</summary>
    public bool IsPattern { get; } = self is BackupBlueprint or HookTemplate;

    /// <summary>The object's namespace.</summary>
    public string Namespace { get; } = NamespaceOf(self);

    /// <summary>The object's name.</summary>
    public string Name { get; } = self.Metadata.Name ?? "";

    /// <summary>The namespace of an object; that of one without is the default one.</summary>
    public static string NamespaceOf(ApiObject value) => value.Metadata.NamespaceProperty is { Length: > 0 } ns ? ns : "default";

    /// <summary>The namespace that a reference means.</summary>
    public string Resolve(string? ns) => string.IsNullOrEmpty(ns) ? Namespace : ns;

    /// <summary>
    /// Whether a text can be judged only once its placeholders are filled in. In objects that are no patterns nobody does that: there they are
    /// what they look like, mistakes.
    /// </summary>
    public bool IsOpen(string text) => IsPattern && text.Contains("${", StringComparison.Ordinal);

    /// <summary>The object is refused.</summary>
    public void Error(FieldPath path, string message) => _problems.Add(new Problem(ProblemSeverity.Error, path, message));

    /// <summary>The object is taken.</summary>
    public void Warn(FieldPath path, string message) => _problems.Add(new Problem(ProblemSeverity.Warning, path, message));

    /// <summary>Refuses an object whose field is not there.</summary>
    /// <returns>Whether it is there.</returns>
    public bool Require(FieldPath path, string? value, string what)
    {
        if (string.IsNullOrEmpty(value))
        {
            Error(path, what);
            return false;
        }

        return true;
    }

    /// <summary>Whether another object is not this one.</summary>
    public bool IsOther(ApiObject other) => NamespaceOf(other) != Namespace || (other.Metadata.Name ?? "") != Name;
}
