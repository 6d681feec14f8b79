using System.Text.Json.Nodes;
using Cairn.ControlPlane.Json;

namespace Cairn.ControlPlane.Kinds;

/// <summary>What the spec of a Pod has when nobody set it; the same for Pods and for the templates of Jobs and CronJobs.</summary>
internal static class PodDefaults
{
    private const int FileMode = 420; // 0644

    private const int TokenSeconds = 3600;

    /// <summary>Fills in a pod template.</summary>
    public static void ApplyToTemplate(JsonObject owner)
    {
        JsonObject template = owner.Map("template");
        template.Map("metadata");
        Apply(template.Map("spec"));
    }

    /// <summary>Fills in the spec of a Pod.</summary>
    public static void Apply(JsonObject spec)
    {
        spec["dnsPolicy"] ??= "ClusterFirst";
        spec["schedulerName"] ??= "default-scheduler";
        spec["securityContext"] ??= new JsonObject();
        spec["terminationGracePeriodSeconds"] ??= 30;
        spec["restartPolicy"] ??= "Always";
        spec["containers"] ??= null;
        if (spec.Text("serviceAccountName") is { Length: > 0 } account)
        {
            spec["serviceAccount"] = account;
        }
        else if (spec.Text("serviceAccount") is { Length: > 0 } named)
        {
            spec["serviceAccountName"] = named;
        }

        foreach (JsonObject container in Containers(spec))
        {
            Container(container);
        }

        foreach (JsonObject volume in Maps(spec, "volumes"))
        {
            Volume(volume);
        }
    }

    /// <summary>A Pod (not a template) asks for what it is limited to, where it asks for nothing.</summary>
    public static void RequestLimits(JsonObject spec)
    {
        foreach (JsonObject container in Containers(spec))
        {
            if (container.At("resources", "limits") is not JsonObject limits)
            {
                continue;
            }

            JsonObject requests = container.Map("resources").Map("requests");
            foreach ((string name, JsonNode? limit) in limits)
            {
                requests[name] ??= limit?.DeepClone();
            }
        }
    }

    /// <summary>All containers of a Pod's spec, first the init containers.</summary>
    public static IEnumerable<JsonObject> Containers(JsonNode? spec) => Maps(spec, "initContainers").Concat(Maps(spec, "containers"));

    private static IEnumerable<JsonObject> Maps(JsonNode? parent, string name) => (parent.At(name) as JsonArray ?? []).OfType<JsonObject>();

    private static void Container(JsonObject container)
    {
        string image = container.Text("image") ?? "";
        string tag = image[(image.LastIndexOf('/') + 1)..];
        bool isMoving = !tag.Contains('@') && (!tag.Contains(':') || tag.EndsWith(":latest", StringComparison.Ordinal));
        container["imagePullPolicy"] ??= isMoving ? "Always" : "IfNotPresent";
        container["terminationMessagePath"] ??= "/dev/termination-log";
        container["terminationMessagePolicy"] ??= "File";
        container.Map("resources");
        foreach (JsonObject port in Maps(container, "ports"))
        {
            port["protocol"] ??= "TCP";
        }

        foreach (JsonObject variable in Maps(container, "env"))
        {
            if (variable.At("valueFrom", "fieldRef") is JsonObject field)
            {
                field["apiVersion"] ??= "v1";
            }
        }

        foreach (string name in (string[])["livenessProbe", "readinessProbe", "startupProbe"])
        {
            Probe(container[name] as JsonObject);
        }
    }

    private static void Probe(JsonObject? probe)
    {
        if (probe is null)
        {
            return;
        }

        probe["timeoutSeconds"] ??= 1;
        probe["periodSeconds"] ??= 10;
        probe["successThreshold"] ??= 1;
        probe["failureThreshold"] ??= 3;
        if (probe["httpGet"] is JsonObject get)
        {
            get["path"] ??= "/";
            get["scheme"] ??= "HTTP";
        }
    }

    private static void Volume(JsonObject volume)
    {
        if (volume.Count == 1 && volume.ContainsKey("name"))
        {
            volume["emptyDir"] = new JsonObject();
        }

        foreach (string name in (string[])["secret", "configMap", "downwardAPI", "projected"])
        {
            if (volume[name] is JsonObject source)
            {
                source["defaultMode"] ??= FileMode;
            }
        }

        if (volume["hostPath"] is JsonObject host)
        {
            host["type"] ??= "";
        }

        IEnumerable<JsonObject> sources = Maps(volume["projected"], "sources");
        foreach (JsonObject source in sources)
        {
            if (source["serviceAccountToken"] is JsonObject token)
            {
                token["expirationSeconds"] ??= TokenSeconds;
            }
        }

        foreach (JsonObject item in Maps(volume["downwardAPI"], "items").Concat(sources.SelectMany(source => Maps(source["downwardAPI"], "items"))))
        {
            if (item["fieldRef"] is JsonObject field)
            {
                field["apiVersion"] ??= "v1";
            }
        }
    }
}
