using Cairn.Api.Templates.Go.Execution;

namespace Cairn.Api.Templates.Go.Functions;

/// <summary>
/// What to take when something is not there; and what something is. Source: sprig's documentation, "Default Functions", "Reflection Functions",
/// "Flow Control Functions".
/// </summary>
internal static class DefaultFunctions
{
    public static TemplateFunction[] All { get; } =
    [
        new("default", 1, 2, arguments => arguments.Count < 2 || TemplateValues.IsEmpty(arguments[1]) ? arguments[0] : arguments[1]),
        new("empty", 1, 1, arguments => TemplateValues.IsEmpty(arguments[0])),
        new("coalesce", 0, -1, arguments => arguments.All.FirstOrDefault(TemplateValues.IsTrue)),
        new("all", 0, -1, arguments => arguments.All.All(TemplateValues.IsTrue)),
        new("any", 0, -1, arguments => arguments.All.Any(TemplateValues.IsTrue)),
        new("ternary", 3, 3, arguments => arguments[2] is bool condition ? arguments[condition ? 0 : 1]
            : throw arguments.Fault("the last argument must be true or false")),
        new("fail", 1, 1, arguments => throw arguments.Fault(arguments.Text(0))),
        new("kindOf", 1, 1, arguments => TemplateValues.KindName(arguments[0])),
        new("kindIs", 2, 2, arguments => TemplateValues.KindName(arguments[1]) == arguments.Text(0) || (arguments[1] is long && arguments.Text(0) == "int64")),
        new("typeOf", 1, 1, arguments => TemplateValues.TypeName(arguments[0])),
        new("typeIs", 2, 2, arguments => TemplateValues.TypeName(arguments[1]) == arguments.Text(0) || (arguments[1] is long && arguments.Text(0) == "int64")),
    ];
}
