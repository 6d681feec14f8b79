using System.Text.Json.Nodes;
using Cairn.Api.Meta;
using Cairn.Api.Schema;

namespace Cairn.Api.AppCatalog;

/// <summary>Address and login of an application.</summary>
public sealed record AppBindingSpec
{
    /// <summary>Kind of the application, such as postgres. For people.</summary>
    public string? Type { get; init; }

    /// <summary>Its version, such as 17.2. Unset: Cairn asks the server.</summary>
    public string? Version { get; init; }

    /// <summary>The object that stands for it in the cluster. Unset: none.</summary>
    public TypedObjectReference? AppRef { get; init; }

    /// <summary>Its address.</summary>
    [Required]
    public ClientConfig? ClientConfig { get; init; }

    /// <summary>Secret of the same namespace with username and password. Unset: no login is given.</summary>
    public SecretReference? Secret { get; init; }

    /// <summary>What is done to the Secret's keys before it is used, in this order.</summary>
    public IReadOnlyList<SecretTransform>? SecretTransforms { get; init; }

    /// <summary>Secret of the same namespace with ca.crt, tls.crt and tls.key. Unset: no certificate is shown.</summary>
    public SecretReference? TLSSecret { get; init; }

    /// <summary>Whatever a tool wants to know about the application. Kept, and not acted on.</summary>
    [FreeForm]
    [EmbeddedResource]
    public JsonObject? Parameters { get; init; }
}
