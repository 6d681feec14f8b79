namespace Cairn.Api.Templates.Go;

/// <summary>
/// Data with a fixed set of fields, like a struct in Go: a field that is not there is an error in the template, where a dictionary would say
/// <c>&lt;no value&gt;</c>.
/// </summary>
/// <param name="TypeName">What error messages call it.</param>
/// <param name="Fields">The fields in their order.</param>
public sealed record TemplateRecord(string TypeName, IReadOnlyList<KeyValuePair<string, object?>> Fields);
