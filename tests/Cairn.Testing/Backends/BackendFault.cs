using Cairn.Storage;

namespace Cairn.Testing.Backends;

/// <summary>What goes wrong, and in which calls. Several effects of one fault happen together.</summary>
/// <param name="Operation">The operation it happens in.</param>
public sealed record BackendFault(BackendOperation Operation)
{
    /// <summary>The kind of file it happens to. Null: any.</summary>
    public FileKind? Kind { get; init; }

    /// <summary>The first call it happens in, from 1 on, among those that match operation and kind. Default: 1.</summary>
    public int FromCall { get; init; } = 1;

    /// <summary>How many calls it happens in. Default: 1.</summary>
    public int Calls { get; init; } = 1;

    /// <summary>The failure to report. Null: none.</summary>
    public BackendErrorKind? Error { get; init; }

    /// <summary>Whether the operation is carried out before the failure is reported; a listing fails after half of its entries. Default: false.</summary>
    public bool AfterSuccess { get; init; }

    /// <summary>How long the call takes longer. Default: not at all.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>
    /// Bytes to lose from the end, silently: of what is saved, or of what <see cref="BackendOperation.LoadAll"/> returns; in
    /// <see cref="BackendOperation.Load"/> they are zeroed. Default: none.
    /// </summary>
    public int Truncate { get; init; }
}
