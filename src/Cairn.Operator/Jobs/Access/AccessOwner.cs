using Cairn.Api.Rules.Naming;
using k8s.Models;

namespace Cairn.Operator.Jobs.Access;

/// <summary>Whose rights they are.</summary>
internal sealed record AccessOwner
{
    /// <summary>Name of the run, and of everything that is made for it.</summary>
    public required string Name { get; init; }

    /// <summary>Namespace of the run.</summary>
    public required string Namespace { get; init; }

    /// <summary>Labels of everything that is made.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>With what it is deleted. Unset: by whoever made it.</summary>
    public V1OwnerReference? Reference { get; init; }

    /// <summary>Name of the run's Role and RoleBinding in a namespace.</summary>
    public string NameIn(string @namespace) => @namespace == Namespace ? Name : NameRules.Join(NameRules.MaxLength, Namespace, Name);
}
