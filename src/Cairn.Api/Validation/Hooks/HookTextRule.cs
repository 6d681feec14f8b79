using System.Text.Json.Nodes;
using Cairn.Api.Core;
using Cairn.Api.Serialization;

namespace Cairn.Api.Validation.Hooks;

/// <summary>What a hook does and who does it has placeholders that can be read; its body and its command are templates that can be parsed.</summary>
internal sealed class HookTextRule : IRule<HookTemplate>
{
    private static readonly FieldPath Action = FieldPath.Spec.Field("action");

    public void Check(HookTemplate value, RuleContext context)
    {
        if (value.Spec is not { } spec)
        {
            return;
        }

        HashSet<string> declared = [.. (spec.Params ?? []).Select(item => item.Name).OfType<string>()];
        JsonNode? json = ApiJson.Write(value)["spec"];
        PlaceholderChecks.Check(json?["action"], Action, declared, context);
        PlaceholderChecks.Check(json?["executor"], FieldPath.Spec.Field("executor"), declared, context);

        TemplateChecks.Check(spec.Action?.HttpPost?.Body, Action.Field("httpPost").Field("body"), spec.Params, context);
        IList<string> command = spec.Action?.Exec?.Command ?? [];
        for (int i = 0; i < command.Count; i++)
        {
            TemplateChecks.Check(command[i], Action.Field("exec").Field("command").At(i), spec.Params, context);
        }
    }
}
