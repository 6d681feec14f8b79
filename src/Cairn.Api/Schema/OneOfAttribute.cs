using System.Diagnostics.CodeAnalysis;

namespace Cairn.Api.Schema;

/// <summary>
/// The values that a text may have: the constants of a class. Texts and not enumerations, so that an object
/// that holds a value of a later version is still read and written as it is.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OneOfAttribute(
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] Type constants) : Attribute
{
    /// <summary>The class.</summary>
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)]
    public Type Constants { get; } = constants;

    /// <summary>The values, in the order in which the class names them.</summary>
    public IReadOnlyList<string> Values => [.. Constants.GetFields().Select(item => (string)item.GetRawConstantValue()!)];
}
