using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Cairn.ControlPlane.Errors;
using Cairn.ControlPlane.Json;
using Cairn.ControlPlane.Objects;
using Cairn.ControlPlane.Resources;
using Cairn.ControlPlane.Store;

namespace Cairn.ControlPlane.Kinds;

/// <summary>Pods: defaults, the ServiceAccount whose token they get, and the few fields that may change later.</summary>
internal sealed class PodRules : IKindRules
{
    /// <summary>Where the token of a Pod's ServiceAccount is mounted.</summary>
    public const string TokenPath = "/var/run/secrets/kubernetes.io/serviceaccount";

    private const string Suffix = "bcdfghjklmnpqrstvwxz2456789";

    private static readonly string[] Changeable = ["activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds", "schedulingGates"];

    /// <inheritdoc/>
    public void Prepare(JsonObject value, JsonObject? old)
    {
        JsonObject spec = value.Map("spec");
        PodDefaults.Apply(spec);
        PodDefaults.RequestLimits(spec);
        spec["enableServiceLinks"] ??= true;
        if (old is null)
        {
            spec["preemptionPolicy"] ??= "PreemptLowerPriority";
            spec["priority"] ??= 0;
            Tolerate(spec, "node.kubernetes.io/not-ready");
            Tolerate(spec, "node.kubernetes.io/unreachable");
            value["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = QualityOfService(spec) };
        }
    }

    /// <inheritdoc/>
    public void Admit(JsonObject value, ObjectStore store)
    {
        JsonObject spec = value.Map("spec");
        string name = spec.Text("serviceAccountName") is { Length: > 0 } named ? named : "default";
        spec["serviceAccountName"] = name;
        spec["serviceAccount"] = name;
        string @namespace = value.Text("metadata", "namespace") ?? "";
        StoredObject account = store.Get(new ObjectKey(BuiltInResources.ServiceAccounts.GroupResource, @namespace, name))
            ?? throw new ApiException(403, "Forbidden", $"pods \"{value.Text("metadata", "name")}\" is forbidden: error looking up service account "
                + $"{@namespace}/{name}: serviceaccount \"{name}\" not found", ApiErrors.Details(BuiltInResources.Pods, value.Text("metadata", "name")));
        JsonNode? own = spec["automountServiceAccountToken"] ?? account.Parse()["automountServiceAccountToken"];
        if (own is null || own.IsTrue())
        {
            MountToken(spec);
        }
    }

    /// <inheritdoc/>
    public IEnumerable<FieldError> Validate(JsonObject value, JsonObject? old)
    {
        if (old is not null && !JsonNode.DeepEquals(Fixed(value["spec"], old), Fixed(old["spec"], old)))
        {
            return
            [
                FieldError.Forbidden("spec", "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
                    + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` "
                    + "(allow it to be set to 1 if it was previously negative)"),
            ];
        }

        return PodValidation.Spec(value["spec"], "spec");
    }

    private static JsonObject? Fixed(JsonNode? spec, JsonObject old)
    {
        if (spec?.DeepClone() is not JsonObject copy)
        {
            return null;
        }

        bool isUnbound = old.Text("spec", "nodeName") is null;
        foreach (string name in isUnbound ? [.. Changeable, "nodeName"] : Changeable)
        {
            copy.Remove(name);
        }

        foreach (JsonObject container in PodDefaults.Containers(copy))
        {
            container.Remove("image");
        }

        return copy;
    }

    private static void Tolerate(JsonObject spec, string key)
    {
        JsonArray tolerations = spec["tolerations"] as JsonArray ?? [];
        if (tolerations.Any(item => item.Text("key") == key || (item.Text("operator") == "Exists" && item.Text("key") is null)))
        {
            return;
        }

        tolerations.Add((JsonNode)new JsonObject
        {
            ["effect"] = "NoExecute",
            ["key"] = key,
            ["operator"] = "Exists",
            ["tolerationSeconds"] = 300,
        });
        spec["tolerations"] ??= tolerations;
    }

    private static string QualityOfService(JsonObject spec)
    {
        List<JsonObject> containers = [.. PodDefaults.Containers(spec)];
        bool IsEmpty(JsonNode? amounts) => amounts is not JsonObject { Count: > 0 };
        if (containers.All(container => IsEmpty(container.At("resources", "limits")) && IsEmpty(container.At("resources", "requests"))))
        {
            return "BestEffort";
        }

        bool isGuaranteed = containers.All(container => container.At("resources", "limits", "cpu") is not null
            && container.At("resources", "limits", "memory") is not null
            && JsonNode.DeepEquals(container.At("resources", "limits"), container.At("resources", "requests")));
        return isGuaranteed ? "Guaranteed" : "Burstable";
    }

    private static void MountToken(JsonObject spec)
    {
        string name = "";
        foreach (JsonObject container in PodDefaults.Containers(spec))
        {
            JsonArray mounts = container["volumeMounts"] as JsonArray ?? [];
            if (mounts.Any(mount => mount.Text("mountPath") == TokenPath))
            {
                continue;
            }

            name = name.Length > 0 ? name : "kube-api-access-" + RandomNumberGenerator.GetString(Suffix, 5);
            mounts.Add((JsonNode)new JsonObject { ["mountPath"] = TokenPath, ["name"] = name, ["readOnly"] = true });
            container["volumeMounts"] ??= mounts;
        }

        if (name.Length > 0)
        {
            JsonArray volumes = spec["volumes"] as JsonArray ?? [];
            volumes.Add((JsonNode)TokenVolume(name));
            spec["volumes"] ??= volumes;
        }
    }

    private static JsonObject TokenVolume(string name) => new()
    {
        ["name"] = name,
        ["projected"] = new JsonObject
        {
            ["defaultMode"] = 420,
            ["sources"] = new JsonArray(
                new JsonObject { ["serviceAccountToken"] = new JsonObject { ["expirationSeconds"] = 3607, ["path"] = "token" } },
                Certificate(NamespaceContents.AuthorityName, "ca.crt"),
                new JsonObject
                {
                    ["downwardAPI"] = new JsonObject
                    {
                        ["items"] = new JsonArray(new JsonObject
                        {
                            ["fieldRef"] = new JsonObject { ["apiVersion"] = "v1", ["fieldPath"] = "metadata.namespace" },
                            ["path"] = "namespace",
                        }),
                    },
                },
                Certificate(NamespaceContents.ServiceAuthorityName, "service-ca.crt")),
        },
    };

    private static JsonObject Certificate(string name, string key) => new()
    {
        ["configMap"] = new JsonObject
        {
            ["items"] = new JsonArray(new JsonObject { ["key"] = key, ["path"] = key }),
            ["name"] = name,
        },
    };
}
