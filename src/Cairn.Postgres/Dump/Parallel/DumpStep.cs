namespace Cairn.Postgres.Dump.Parallel;

/// <summary>A piece of a part.</summary>
internal sealed record DumpStep
{
    public required DumpStepKind Kind { get; init; }

    /// <summary>For <see cref="DumpStepKind.Text"/>: the bytes. For <see cref="DumpStepKind.Rows"/>: the statement.</summary>
    public ReadOnlyMemory<byte> Text { get; init; }

    /// <summary>The entry that it belongs to, if any.</summary>
    public DumpEntry? Entry { get; init; }

    /// <summary>For rows: which of the table's ranges it is, from 0.</summary>
    public int Range { get; init; }

    /// <summary>Whether the entry starts with it.</summary>
    public bool Starts { get; init; }

    /// <summary>Whether the entry ends with it.</summary>
    public bool Ends { get; init; }

    /// <summary>How many bytes at the end of the text are the statement that restores the entry.</summary>
    public int StatementLength { get; init; }
}
