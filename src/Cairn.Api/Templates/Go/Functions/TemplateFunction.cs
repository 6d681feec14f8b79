namespace Cairn.Api.Templates.Go.Functions;

/// <summary>A function that templates can call.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Least">How many arguments it needs.</param>
/// <param name="Most">How many it takes; -1: any number.</param>
/// <param name="Body">What it does.</param>
internal sealed record TemplateFunction(string Name, int Least, int Most, Func<TemplateArguments, object?> Body);
