namespace Cairn.Postgres.Restore.Parallel;

/// <summary>A table whose rows are restored.</summary>
/// <param name="Schema">Its schema.</param>
/// <param name="Name">Its name.</param>
/// <param name="Rows">How many rows the dump has.</param>
/// <param name="Bytes">How many bytes they are in the dump.</param>
public sealed record RestorePlanTable(string Schema, string Name, long Rows, long Bytes);
