using System.CommandLine;

namespace Cairn.Cli.Commands.Job;

/// <summary>Options of Jobs. Functions give every option always, so an empty value means the same as none.</summary>
internal static class JobOptions
{
    /// <summary>A text.</summary>
    public static Option<string> Text(string name, string description) => new(name) { Description = description, Arity = ArgumentArity.ZeroOrOne };

    /// <summary>A switch that is given with its value: <c>--clean=false</c>.</summary>
    public static Option<bool> Flag(string name, string description) => new(name) { Description = description, Arity = ArgumentArity.ZeroOrOne };

    /// <summary>A number from 0 on.</summary>
    public static Option<int> Number(string name, string description, int standard, int most)
    {
        Option<int> option = new(name) { Description = description, DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[^1].Value, out int number) || number < 0 || number > most))
            {
                result.AddError($"{name} takes a number from 0 to {most}.");
            }
        });
        return option;
    }

    /// <summary>The value, or the standard for an empty one.</summary>
    public static string Or(string? value, string standard) => string.IsNullOrEmpty(value) ? standard : value;

    /// <summary>A list with commas between.</summary>
    public static IReadOnlyList<string> Split(string? value) =>
        (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
