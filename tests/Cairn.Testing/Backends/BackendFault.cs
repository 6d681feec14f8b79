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

    /// <summary>
    /// After how many further calls a save or removal is carried out a second time, as a request does that was thought lost and arrives
    /// late; 0: at once. A listing gives each entry twice. Default: null, never.
    /// </summary>
    public int? RepeatAfter { get; init; }

    /// <summary>
    /// For how many further calls a saved file is not seen yet, or a removed one still is. Closing the backend ends it. Default: 0, at once.
    /// </summary>
    public int SeenAfter { get; init; }

    /// <summary>The effects only, for messages.</summary>
    public string Describe() => string.Join(", ", new[]
    {
        Delay > TimeSpan.Zero ? $"takes {Delay.TotalMilliseconds} ms longer" : null,
        Truncate > 0 ? $"loses {Truncate} bytes" : null,
        RepeatAfter is { } repeat ? $"happens again {repeat} calls later" : null,
        SeenAfter > 0 ? $"is seen {SeenAfter} calls later" : null,
        Error is { } error ? $"fails as {error}{(AfterSuccess ? " after it succeeded" : "")}" : null,
    }.OfType<string>());
}
