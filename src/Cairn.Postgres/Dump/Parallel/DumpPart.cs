namespace Cairn.Postgres.Dump.Parallel;

/// <summary>
/// A part of the script that is read by one connection. The parts in order are the script. Small tables share a part, large ones have
/// several, and where the script is cut depends on the tables alone, so that equal data gives equal parts.
/// </summary>
public sealed class DumpPart
{
    internal DumpPart(int number, IReadOnlyList<DumpStep> steps, long estimatedBytes)
    {
        (Number, Steps, EstimatedBytes) = (number, steps, estimatedBytes);
    }

    /// <summary>Its place in the script, from 0.</summary>
    public int Number { get; }

    /// <summary>About how many bytes it will have, going by the tables' size on disk.</summary>
    public long EstimatedBytes { get; }

    /// <summary>How many bytes it has; known once its stream has been read to the end.</summary>
    public long Length { get; internal set; }

    internal IReadOnlyList<DumpStep> Steps { get; }

    /// <summary>Whether a server is needed to read it.</summary>
    public bool HasRows => Steps.Any(step => step.Kind != DumpStepKind.Text);
}
