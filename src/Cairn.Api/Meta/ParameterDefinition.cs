namespace Cairn.Api.Meta;

/// <summary>A parameter of an addon's task or of a hook.</summary>
public sealed record ParameterDefinition
{
    /// <summary>Its name; ${name} stands for its value.</summary>
    public string? Name { get; init; }

    /// <summary>What it is for.</summary>
    public string? Usage { get; init; }

    /// <summary>Whether it must be given. Unset: no.</summary>
    public bool? Required { get; init; }

    /// <summary>Its value when it is not given. Unset: none.</summary>
    public string? Default { get; init; }
}
