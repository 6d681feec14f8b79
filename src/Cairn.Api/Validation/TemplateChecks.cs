using System.Text.RegularExpressions;
using Cairn.Api.Meta;
using Cairn.Api.Templates.Go;
using Cairn.Api.Templates.Placeholders;

namespace Cairn.Api.Validation;

/// <summary>Texts in Go's template language, which are rendered after their placeholders have been filled in.</summary>
internal static partial class TemplateChecks
{
    /// <summary>Stands in for a value that is not known: it reads as a number, as a part of a text, and as an operand.</summary>
    private const string StandIn = "0";

    /// <summary>The template can be parsed. A placeholder that is malformed is the business of <see cref="PlaceholderChecks"/>.</summary>
    /// <param name="text">The template. Null or without an action: good.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="parameters">The parameters whose defaults its placeholders have.</param>
    /// <param name="context">Takes the problems.</param>
    public static void Check(string? text, FieldPath path, IReadOnlyList<ParameterDefinition>? parameters, RuleContext context)
    {
        if (text?.Contains("{{", StringComparison.Ordinal) != true)
        {
            return;
        }

        (string filled, bool isGuess)? ready = Fill(text, parameters ?? []);
        if (ready is not { } template)
        {
            return;
        }

        try
        {
            _ = GoTemplate.Parse(template.filled);
        }
        catch (GoTemplateException error)
        {
            string place = template.filled == text ? "" : ", counted with its placeholders filled in";
            string message = $"the template is wrong at line {error.Line}, column {error.Column}{place}: {error.Problem}";
            if (template.isGuess)
            {
                context.Warn(path, $"{message}; this may hang on the value of a placeholder inside of {{{{ }}}}");
            }
            else
            {
                context.Error(path, message);
            }
        }
    }

    /// <summary>The template as it will be parsed, and whether a value that is not known stands where it could decide about that.</summary>
    private static (string Filled, bool IsGuess)? Fill(string text, IReadOnlyList<ParameterDefinition> parameters)
    {
        try
        {
            Dictionary<string, string> values = [];
            foreach (ParameterDefinition parameter in parameters.Where(item => item is { Name: not null, Default: not null }))
            {
                values[parameter.Name!] = parameter.Default!;
            }

            bool isGuess = false;
            foreach (string name in PlaceholderText.NamesWithoutDefault(text).Where(name => !values.ContainsKey(name)).ToArray())
            {
                values[name] = StandIn;
                isGuess = true;
            }

            return (PlaceholderText.Fill(text, values), isGuess && PlaceholderInAction().IsMatch(text));
        }
        catch (PlaceholderException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\{\{[^}]*\$\{", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PlaceholderInAction();
}
