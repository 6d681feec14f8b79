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
        long user = given?.RunAsUser ?? User;
        return new V1PodSecurityContext
        {
            AppArmorProfile = given?.AppArmorProfile,
            FsGroup = given?.FsGroup ?? User,
            FsGroupChangePolicy = given?.FsGroupChangePolicy ?? "OnRootMismatch",
            RunAsGroup = given?.RunAsGroup ?? User,
            RunAsNonRoot = given?.RunAsNonRoot ?? user != 0,
            RunAsUser = user,
            SeccompProfile = given?.SeccompProfile ?? new V1SeccompProfile { Type = "RuntimeDefault" },
            SeLinuxChangePolicy = given?.SeLinuxChangePolicy,
            SeLinuxOptions = given?.SeLinuxOptions,
            SupplementalGroups = given?.SupplementalGroups,
            SupplementalGroupsPolicy = given?.SupplementalGroupsPolicy,
            Sysctls = given?.Sysctls,
            WindowsOptions = given?.WindowsOptions,
        };
    }

    /// <summary>The settings of a container, completed.</summary>
    /// <param name="given">The user's.</param>
    /// <param name="pod">The pod's, completed.</param>
    public static V1SecurityContext Complete(V1SecurityContext? given, V1PodSecurityContext pod)
    {
        bool isRoot = (given?.RunAsUser ?? pod.RunAsUser) == 0;
        bool isPrivileged = given?.Privileged == true;
        return new V1SecurityContext
        {
            // The API server refuses a privileged container that says it cannot become one.
            AllowPrivilegeEscalation = given?.AllowPrivilegeEscalation ?? (isPrivileged ? null : false),
            AppArmorProfile = given?.AppArmorProfile,
            Capabilities = given?.Capabilities ?? (isPrivileged ? null : new V1Capabilities { Drop = ["ALL"], Add = isRoot ? [.. FileRights] : null }),
            Privileged = given?.Privileged,
            ProcMount = given?.ProcMount,
            ReadOnlyRootFilesystem = given?.ReadOnlyRootFilesystem ?? true,
            RunAsGroup = given?.RunAsGroup,
            RunAsNonRoot = given?.RunAsNonRoot ?? (given?.RunAsUser is { } user ? user != 0 : null),
            RunAsUser = given?.RunAsUser,
            SeccompProfile = given?.SeccompProfile,
            SeLinuxOptions = given?.SeLinuxOptions,
            WindowsOptions = given?.WindowsOptions,
        };
    }
}
