using Cairn.Api.Schema;
using k8s.Models;

namespace Cairn.Api.Core;

/// <summary>A POST request.</summary>
public sealed record HttpPostAction
{
    /// <summary>Host. Unset: the address of the pod.</summary>
    public string? Host { get; init; }

    /// <summary>Port: a number, or the name of a port of the container.</summary>
    [Required]
    public IntOrString? Port { get; init; }

    /// <summary>Path. Unset: /.</summary>
    public string? Path { get; init; }

    /// <summary>HTTP or HTTPS. Unset: HTTP.</summary>
    public string? Scheme { get; init; }

    /// <summary>Headers. Unset: none of one's own.</summary>
    public IReadOnlyList<V1HTTPHeader>? HttpHeaders { get; init; }

    /// <summary>Body, as text. Placeholders and templates are filled in. Unset: the form, or none.</summary>
    public string? Body { get; init; }

    /// <summary>Fields that are sent as a URL-encoded form. Unset: none.</summary>
    public IReadOnlyList<FormField>? Form { get; init; }
}
