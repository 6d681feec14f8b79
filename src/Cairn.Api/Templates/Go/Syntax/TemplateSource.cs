namespace Cairn.Api.Templates.Go.Syntax;

/// <summary>The text of a template, and where in it something is.</summary>
internal sealed class TemplateSource(string text)
{
    public string Text => text;

    /// <summary>An error at an offset of the text.</summary>
    public GoTemplateException Problem(int offset, string problem)
    {
        int end = Math.Min(offset, text.Length);
        int line = text.AsSpan(0, end).Count('\n') + 1;
        int start = end == 0 ? 0 : text.LastIndexOf('\n', end - 1) + 1;
        return new GoTemplateException(line, end - start + 1, problem);
    }
}
