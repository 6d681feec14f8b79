using Cairn.Api.Addons;
using Cairn.Api.Serialization;

namespace Cairn.Api.Validation.Addons;

/// <summary>The placeholders of a Function can be read.</summary>
internal sealed class FunctionRule : IRule<Function>
{
    public void Check(Function value, RuleContext context) =>
        PlaceholderChecks.Check(ApiJson.Write(value)["spec"], FieldPath.Spec, declared: null, context);
}
