namespace Cairn.Api.Validation;

/// <summary>Something that is wrong with an object.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Path">The field.</param>
/// <param name="Message">What is wrong and what to do. It never quotes what may be a secret.</param>
public sealed record Problem(ProblemSeverity Severity, FieldPath Path, string Message)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{(Path.Parent is null ? "object" : Path.ToString())}: {(Severity == ProblemSeverity.Warning ? "warning: " : "")}{Message}";
}
