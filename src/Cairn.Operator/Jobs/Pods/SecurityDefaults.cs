using k8s.Models;

namespace Cairn.Operator.Jobs.Pods;

/// <summary>
/// What a pod may do where its user says nothing: no root, no way to more rights, no writing outside of its volumes, the runtime's own filter of system
/// calls. Each field is completed by itself.
/// </summary>
internal static class SecurityDefaults
{
    /// <summary>The user and group "nobody", as KubeStash's Jobs run.</summary>
    public const long User = 65534;

    /// <summary>Rights of root that files of other users need. Whoever asks for root asks for these.</summary>
    private static readonly string[] FileRights = ["CHOWN", "DAC_OVERRIDE", "FOWNER"];

    /// <summary>The settings of a pod, completed.</summary>
    public static V1PodSecurityContext Complete(V1PodSecurityContext? given)
    {
        V1PodSecurityContext context = given ?? new V1PodSecurityContext();
        long user = context.RunAsUser ?? User;
        return context with
        {
            FsGroup = context.FsGroup ?? User,
            FsGroupChangePolicy = context.FsGroupChangePolicy ?? "OnRootMismatch",
            RunAsGroup = context.RunAsGroup ?? User,
            RunAsNonRoot = context.RunAsNonRoot ?? user != 0,
            RunAsUser = user,
            SeccompProfile = context.SeccompProfile ?? new V1SeccompProfile { Type = "RuntimeDefault" },
        };
    }

    /// <summary>The settings of a container, completed.</summary>
    /// <param name="given">The user's.</param>
    /// <param name="pod">The pod's, completed.</param>
    public static V1SecurityContext Complete(V1SecurityContext? given, V1PodSecurityContext pod)
    {
        V1SecurityContext context = given ?? new V1SecurityContext();
        return context with
        {
            // The API server refuses a privileged container that says it cannot become one.
            AllowPrivilegeEscalation = context.AllowPrivilegeEscalation ?? (context.Privileged == true ? null : false),
            Capabilities = context.Capabilities ?? CapabilitiesOf(context, pod),
            ReadOnlyRootFilesystem = context.ReadOnlyRootFilesystem ?? true,
            RunAsNonRoot = context.RunAsNonRoot ?? (context.RunAsUser is { } user ? user != 0 : null),
        };
    }

    private static V1Capabilities? CapabilitiesOf(V1SecurityContext context, V1PodSecurityContext pod) => context.Privileged == true ? null
        : new V1Capabilities { Drop = ["ALL"], Add = (context.RunAsUser ?? pod.RunAsUser) == 0 ? [.. FileRights] : null };
}
