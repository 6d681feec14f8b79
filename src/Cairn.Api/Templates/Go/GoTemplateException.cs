namespace Cairn.Api.Templates.Go;

/// <summary>A template that cannot be parsed or rendered; the message names the place and is fit to be shown to who wrote the template.</summary>
/// <param name="line">Line in the template, from 1.</param>
/// <param name="column">Character in the line, from 1.</param>
/// <param name="problem">What is wrong there.</param>
public sealed class GoTemplateException(int line, int column, string problem) : Exception($"line {line}, column {column}: {problem}")
{
    /// <summary>Line in the template, from 1.</summary>
    public int Line => line;

    /// <summary>Character in the line, from 1.</summary>
    public int Column => column;

    /// <summary>What is wrong, without the place.</summary>
    public string Problem => problem;
}
