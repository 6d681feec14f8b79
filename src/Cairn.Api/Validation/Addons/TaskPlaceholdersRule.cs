using System.Text.Json.Nodes;
using Cairn.Api.Addons;
using Cairn.Api.Serialization;

namespace Cairn.Api.Validation.Addons;

/// <summary>The placeholders of an addon's tasks can be read. The definitions of parameters have none: they are where values come from.</summary>
internal sealed class TaskPlaceholdersRule : IRule<Addon>
{
    public void Check(Addon value, RuleContext context)
    {
        JsonNode? spec = ApiJson.Write(value)["spec"];
        foreach (string list in (string[])["backupTasks", "restoreTasks"])
        {
            JsonArray tasks = spec?[list] as JsonArray ?? [];
            for (int i = 0; i < tasks.Count; i++)
            {
                (tasks[i] as JsonObject)?.Remove("parameters");
                PlaceholderChecks.Check(tasks[i], FieldPath.Spec.Field(list).At(i), declared: null, context);
            }
        }
    }
}
