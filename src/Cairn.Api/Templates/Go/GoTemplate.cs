using Cairn.Api.Templates.Go.Execution;
using Cairn.Api.Templates.Go.Syntax;

namespace Cairn.Api.Templates.Go;

/// <summary>
/// A template in the language of Go's <c>text/template</c> with functions of sprig, as the bodies and commands of hooks use it: variables, <c>if</c>,
/// <c>range</c>, <c>with</c>, <c>break</c>, <c>continue</c>, pipelines, comments and trim markers. Named templates (<c>define</c>,
/// <c>template</c>, <c>block</c>) are not there, nor functions that read the environment, the network or random numbers; using one is an error when the
/// template is parsed.
/// Language: documentation of Go's package <c>text/template</c>. Functions: sprig's documentation.
/// </summary>
public sealed class GoTemplate
{
    private const int MaxLength = 1 << 20;

    private readonly TemplateSource _source;
    private readonly IReadOnlyList<TemplateNode> _nodes;

    private GoTemplate(TemplateSource source, IReadOnlyList<TemplateNode> nodes) => (_source, _nodes) = (source, nodes);

    /// <summary>Parses a template. Unknown functions and variables are found here, before anything is rendered.</summary>
    /// <exception cref="GoTemplateException">The text is no template that can be rendered.</exception>
    public static GoTemplate Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        TemplateSource source = new(text);
        return text.Length > MaxLength
            ? throw source.Problem(0, $"the template has {text.Length} characters; {MaxLength} are the limit")
            : new GoTemplate(source, new TemplateParser(source, new TemplateLexer(source).ReadAll()).ParseAll());
    }

    /// <summary>
    /// Renders the template. It always ends: steps, data and output have limits.
    /// </summary>
    /// <param name="data">
    /// What a dot means at the top: a <see cref="TemplateRecord"/>, or null, a string, a bool, a number (int, long, double), a time, a dictionary
    /// with string keys or a list of such.
    /// </param>
    /// <param name="options">Limits and the clock. Default: the defaults of <see cref="GoTemplateOptions"/>.</param>
    /// <exception cref="GoTemplateException">Something in the template does not work with this data, or a limit was exceeded.</exception>
    public string Render(object? data, GoTemplateOptions? options = null) =>
        new TemplateExecutor(_source, options ?? new GoTemplateOptions(), TemplateValues.From(data, 0)).Render(_nodes);
}
