using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Objects;

namespace Cairn.ControlPlane.Kinds;

/// <summary>CronJobs: a schedule and what it starts.</summary>
internal sealed class CronJobRules : IKindRules
{
    private const int LongestName = 52;

    private static readonly string[] Policies = ["Allow", "Forbid", "Replace"];

    private static readonly string[] Counts = ["startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit"];

    /// <inheritdoc/>
    public void Prepare(JsonObject value, JsonObject? old)
    {
        JsonObject spec = value.Map("spec");
        spec["concurrencyPolicy"] ??= "Allow";
        spec["suspend"] ??= false;
        spec["successfulJobsHistoryLimit"] ??= 3;
        spec["failedJobsHistoryLimit"] ??= 1;
        JsonObject template = spec.Map("jobTemplate");
        template.Map("metadata");
        PodDefaults.ApplyToTemplate(template.Map("spec"));
        if (old is null)
        {
            value["status"] = new JsonObject();
        }
    }

    /// <inheritdoc/>
    public IEnumerable<string> Warnings(JsonObject value) => JobValidation.NameWarnings(value);

    /// <inheritdoc/>
    public IEnumerable<FieldError> Validate(JsonObject value, JsonObject? old)
    {
        JsonNode? spec = value["spec"];
        if (value.Text("metadata", "name") is { Length: > LongestName } name)
        {
            yield return FieldError.Invalid("metadata.name", FieldError.Quote(name), $"must be no more than {LongestName} characters");
        }

        if (string.IsNullOrEmpty(spec.Text("schedule")))
        {
            yield return FieldError.Required("spec.schedule");
        }
        else if (CronSchedules.Problem(spec.Text("schedule")!) is { } problem)
        {
            yield return FieldError.Invalid("spec.schedule", FieldError.Quote(spec.Text("schedule")!), problem);
        }

        if (spec.Text("timeZone") is { } zone && ZoneProblem(zone) is { } wrong)
        {
            yield return FieldError.Invalid("spec.timeZone", FieldError.Quote(zone), wrong);
        }

        foreach (string field in Counts)
        {
            if (spec.Number(field) is < 0 and var count)
            {
                yield return FieldError.Invalid($"spec.{field}", $"{count}", "must be greater than or equal to 0");
            }
        }

        if (!Policies.Contains(spec.Text("concurrencyPolicy") ?? ""))
        {
            yield return FieldError.NotSupported("spec.concurrencyPolicy", FieldError.Quote(spec.Text("concurrencyPolicy") ?? ""), Policies);
        }

        foreach (FieldError error in JobValidation.Spec(spec.At("jobTemplate", "spec"), "spec.jobTemplate.spec"))
        {
            yield return error;
        }
    }

    private static string? ZoneProblem(string zone) => zone.Length == 0 ? "timeZone must be nil or non-empty string"
        : zone.Equals("Local", StringComparison.OrdinalIgnoreCase)
            ? "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones"
        : TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _) ? null : $"unknown time zone {zone}";
}
