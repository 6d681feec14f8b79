namespace Cairn.Restic.Operations;

/// <summary>Something that a check found.</summary>
/// <param name="IsError">True: data is or may be lost. False: harmless, and <c>prune</c> or <c>unlock</c> tidies it.</param>
/// <param name="Message">Which file, and what is wrong with it.</param>
public sealed record CheckFinding(bool IsError, string Message);
