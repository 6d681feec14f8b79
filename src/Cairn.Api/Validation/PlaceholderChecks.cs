using System.Text.Json.Nodes;
using Cairn.Api.Templates.Placeholders;

namespace Cairn.Api.Validation;

/// <summary>Placeholders in the strings and property names of a part of an object, as <see cref="JsonPlaceholders"/> will fill them in.</summary>
internal static class PlaceholderChecks
{
    /// <summary>Each can be read. Its value may come from anywhere, unless the names that have one are given.</summary>
    /// <param name="node">The part of the object.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="declared">Names that are declared; one that is not, and has no default, is warned about. Null: not known.</param>
    /// <param name="context">Takes the problems.</param>
    public static void Check(JsonNode? node, FieldPath path, IReadOnlySet<string>? declared, RuleContext context)
    {
        switch (node)
        {
            case JsonObject map:
                foreach ((string name, JsonNode? child) in map)
                {
                    CheckText(name, path, declared, context);
                    Check(child, path.Field(name), declared, context);
                }

                break;
            case JsonArray list:
                for (int i = 0; i < list.Count; i++)
                {
                    Check(list[i], path.At(i), declared, context);
                }

                break;
            case JsonValue value when value.TryGetValue(out string? text):
                CheckText(text, path, declared, context);
                break;
        }
    }

    private static void CheckText(string text, FieldPath path, IReadOnlySet<string>? declared, RuleContext context)
    {
        try
        {
            foreach (string name in PlaceholderText.NamesWithoutDefault(text).Where(name => declared?.Contains(name) == false))
            {
                context.Warn(
                    path,
                    $"the placeholder ${{{name}}} is none of the parameters and has no default, so every call must give it a value: declare it, write "
                    + $"${{{name}:=…}}, or $${{{name}}} for a variable of a shell");
            }
        }
        catch (PlaceholderException error)
        {
            // The text around it is not quoted: it may hold a secret.
            context.Error(path, error.Position is { } position
                ? $"the placeholder at position {position} is malformed: {error.Problem}; a variable of a shell is written $${{…}}"
                : NotationChecks.InSentence(error.Message));
        }
    }
}
