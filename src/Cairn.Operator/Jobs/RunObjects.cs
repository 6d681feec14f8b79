using k8s;
using k8s.Models;

namespace Cairn.Operator.Jobs;

/// <summary>A Job and the rights that it needs, to be made in the order rights, Job.</summary>
/// <param name="Access">ServiceAccount, Roles and RoleBindings.</param>
/// <param name="Job">The Job.</param>
internal sealed record RunObjects(IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Access, V1Job Job);
