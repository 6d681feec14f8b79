namespace Cairn.Api.Validation.Files;

/// <summary>A problem of an object in a file.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Subject">Kind and name of the object. Empty: it could not be read so far.</param>
/// <param name="Problem">The problem.</param>
public sealed record Finding(string File, int Line, string Subject, Problem Problem);
