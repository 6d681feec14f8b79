namespace Cairn.ControlPlane.Objects;

/// <summary>How a write is to be done.</summary>
internal sealed record WriteOptions
{
    /// <summary>Checked and answered, but not stored.</summary>
    public bool IsDryRun { get; init; }

    /// <summary><c>Strict</c>, <c>Warn</c> or <c>Ignore</c>: what happens to unknown and duplicate fields.</summary>
    public string FieldValidation { get; init; } = "Warn";

    /// <summary>Only this part of the object is written; empty for the object itself.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>Whether the new state comes from a patch: some identity errors are then reported as fields.</summary>
    public bool IsPatch { get; init; }

    /// <summary>A strategic merge patch as messages show it; null for all else.</summary>
    public string? Patch { get; init; }

    /// <summary>Fields that the body had twice.</summary>
    public IReadOnlyList<string> Duplicates { get; init; } = [];

    /// <summary>Gets the warnings for the client.</summary>
    public List<string> Warnings { get; init; } = [];
}
