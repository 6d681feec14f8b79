namespace Cairn.Postgres.Preflight;

/// <summary>What a finding means for the run.</summary>
public enum PreflightSeverity
{
    /// <summary>Good to know.</summary>
    Fact,

    /// <summary>It may go wrong, or take longer.</summary>
    Warning,

    /// <summary>It will fail.</summary>
    Problem,
}
