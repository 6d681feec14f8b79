namespace Cairn.Api.Validation;

/// <summary>How bad a problem is.</summary>
public enum ProblemSeverity
{
    /// <summary>The object would be taken, and probably does not do what was meant.</summary>
    Warning,

    /// <summary>The object is refused.</summary>
    Error,
}
