using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Objects;

/// <summary>What is special about one built-in kind. Implementations hold no state; they are called for every write.</summary>
internal interface IKindRules
{
    /// <summary>Brings an object into its stored form: defaults, fields that are written but not kept.</summary>
    /// <param name="value">The object as the client wants it; may be changed.</param>
    /// <param name="old">The stored object; null when it is created.</param>
    void Prepare(JsonObject value, JsonObject? old);

    /// <summary>What is wrong with a prepared object.</summary>
    IEnumerable<FieldError> Validate(JsonObject value, JsonObject? old);

    /// <summary>What a client should know about a new object that is allowed.</summary>
    IEnumerable<string> Warnings(JsonObject value) => [];

    /// <summary>Completes a prepared new object by what other objects say, or refuses it.</summary>
    /// <param name="value">The object; may be changed.</param>
    /// <param name="store">The other objects.</param>
    /// <exception cref="ApiException">It is not allowed.</exception>
    void Admit(JsonObject value, ObjectStore store)
    {
    }
}
