using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Lists;

/// <summary>The cells of built-in kinds in tables, after the name, in the order of <see cref="BuiltInColumns"/>.</summary>
internal static class BuiltInCells
{
    private const string None = "<none>";

    /// <summary>The cells of an object as it is stored.</summary>
    /// <param name="resource">Plural and group.</param>
    /// <param name="value">The object; an Event in its core form.</param>
    /// <param name="now">The time that ages are counted to.</param>
    public static JsonNode?[] Of(string resource, JsonObject value, DateTimeOffset now)
    {
        string age = Ages.Since(value.Text("metadata", "creationTimestamp"), now);
        return resource switch
        {
            "pods" => PodCells.Of(value, age, now),
            "jobs.batch" => Job(value, age, now),
            "cronjobs.batch" => CronJob(value, age, now),
            "secrets" => [value.Text("type"), Count(value, "data"), age],
            "configmaps" => [Count(value, "data") + Count(value, "binaryData"), age],
            "namespaces" => [value.Text("status", "phase"), age],
            "events" or "events.events.k8s.io" => Event(value, now),
            "persistentvolumeclaims" => Claim(value, age),
            "persistentvolumes" => Volume(value, age),
            "leases.coordination.k8s.io" => [value.Text("spec", "holderIdentity") ?? "", age],
            "roles.rbac.authorization.k8s.io" or "clusterroles.rbac.authorization.k8s.io" or "customresourcedefinitions.apiextensions.k8s.io"
                => [value.Text("metadata", "creationTimestamp")],
            "rolebindings.rbac.authorization.k8s.io" or "clusterrolebindings.rbac.authorization.k8s.io" => Binding(value, age),
            _ => [age],
        };
    }

    /// <summary>The names and images of the containers of a template, each joined by commas.</summary>
    private static (string Names, string Images) Containers(JsonNode? spec)
    {
        List<JsonNode?> containers = [.. spec.At("containers") as JsonArray ?? []];
        return (string.Join(',', containers.Select(item => item.Text("name"))), string.Join(',', containers.Select(item => item.Text("image"))));
    }

    private static int Count(JsonObject value, string name) => (value[name] as JsonObject)?.Count ?? 0;

    private static JsonNode?[] Job(JsonObject value, string age, DateTimeOffset now)
    {
        JsonNode? spec = value["spec"];
        JsonNode? status = value["status"];
        long succeeded = status.Number("succeeded") ?? 0;
        string completions = spec.Number("completions") is { } wanted ? $"{succeeded}/{wanted}"
            : spec.Number("parallelism") is > 1 and var parallel ? $"{succeeded}/1 of {parallel}" : $"{succeeded}/1";
        string duration = status.Text("startTime") is { } start ? Ages.Between(start, status.Text("completionTime"), now) : "";
        (string names, string images) = Containers(spec.At("template", "spec"));
        return [JobStatus(value, status), completions, duration, age, names, images, Labels(spec.At("selector", "matchLabels"))];
    }

    private static string JobStatus(JsonObject value, JsonNode? status)
    {
        bool Has(string type) => (status.At("conditions") as JsonArray ?? []).Any(item => item.Text("type") == type && item.Text("status") == "True");
        return Has("Complete") ? "Complete"
            : Has("Failed") ? "Failed"
            : value.Text("metadata", "deletionTimestamp") is not null ? "Terminating"
            : Has("Suspended") ? "Suspended"
            : Has("FailureTarget") ? "FailureTarget"
            : Has("SuccessCriteriaMet") ? "SuccessCriteriaMet"
            : "Running";
    }

    private static JsonNode?[] CronJob(JsonObject value, string age, DateTimeOffset now)
    {
        JsonNode? spec = value["spec"];
        JsonNode? template = spec.At("jobTemplate", "spec");
        (string names, string images) = Containers(template.At("template", "spec"));
        string last = value.Text("status", "lastScheduleTime") is { } time ? Ages.Since(time, now) : None;
        return
        [
            spec.Text("schedule"), spec.Text("timeZone") ?? None, spec.IsTrue("suspend") ? "True" : "False",
            (value.At("status", "active") as JsonArray)?.Count ?? 0, last, age, names, images, Labels(template.At("selector", "matchLabels")),
        ];
    }

    private static string Labels(JsonNode? labels) => labels is JsonObject { Count: > 0 } map
        ? string.Join(',', map.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value.Text()}")) : None;

    private static JsonNode?[] Event(JsonObject value, DateTimeOffset now)
    {
        string? time = value.Text("eventTime");
        string? first = value.Text("firstTimestamp") ?? time;
        string? last = value.Text("series", "lastObservedTime") ?? value.Text("lastTimestamp") ?? first;
        string source = value.Text("source", "component") is { Length: > 0 } component ? component : value.Text("reportingComponent") ?? "";
        JsonNode? about = value["involvedObject"];
        return
        [
            Ages.Since(last, now), value.Text("type") ?? "", value.Text("reason") ?? "",
            $"{about.Text("kind")?.ToLowerInvariant()}/{about.Text("name")}", about.Text("fieldPath") ?? "", source,
            (value.Text("message") ?? "").Trim(), Ages.Since(first, now), value.Number("series", "count") ?? value.Number("count") ?? 1,
            value.Text("metadata", "name"),
        ];
    }

    private static string Modes(JsonNode? modes) => string.Join(',', (modes as JsonArray ?? []).Select(mode => mode.Text() switch
    {
        "ReadWriteOnce" => "RWO",
        "ReadOnlyMany" => "ROX",
        "ReadWriteMany" => "RWX",
        "ReadWriteOncePod" => "RWOP",
        var other => other,
    }));

    private static string Phase(JsonObject value) =>
        value.Text("metadata", "deletionTimestamp") is not null ? "Terminating" : value.Text("status", "phase") ?? "";

    private static JsonNode?[] Claim(JsonObject value, string age)
    {
        JsonNode? spec = value["spec"];
        bool isBound = spec.Text("volumeName") is { Length: > 0 };
        return
        [
            Phase(value), spec.Text("volumeName") ?? "", isBound ? value.Text("status", "capacity", "storage") ?? "" : "",
            isBound ? Modes(value.At("status", "accessModes")) : "", spec.Text("storageClassName") ?? "",
            spec.Text("volumeAttributesClassName") ?? "<unset>", age, spec.Text("volumeMode") ?? "",
        ];
    }

    private static JsonNode?[] Volume(JsonObject value, string age)
    {
        JsonNode? spec = value["spec"];
        string claim = spec.At("claimRef") is { } reference ? $"{reference.Text("namespace")}/{reference.Text("name")}" : "";
        return
        [
            spec.Text("capacity", "storage") ?? "", Modes(spec.At("accessModes")), spec.Text("persistentVolumeReclaimPolicy") ?? "", Phase(value),
            claim, spec.Text("storageClassName") ?? "", spec.Text("volumeAttributesClassName") ?? "<unset>", value.Text("status", "reason") ?? "",
            age, spec.Text("volumeMode") ?? "",
        ];
    }

    private static JsonNode?[] Binding(JsonObject value, string age)
    {
        string Of(string kind) => string.Join(", ", (value["subjects"] as JsonArray ?? []).Where(subject => subject.Text("kind") == kind)
            .Select(subject => kind == "ServiceAccount" ? $"{subject.Text("namespace")}/{subject.Text("name")}" : subject.Text("name")));
        return [$"{value.Text("roleRef", "kind")}/{value.Text("roleRef", "name")}", age, Of("User"), Of("Group"), Of("ServiceAccount")];
    }
}
