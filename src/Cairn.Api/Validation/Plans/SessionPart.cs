using Cairn.Api.Core;
using Cairn.Api.Meta;

namespace Cairn.Api.Validation.Plans;

/// <summary>What a session does for one application.</summary>
/// <param name="Addon">By which tasks.</param>
/// <param name="Repositories">Where to.</param>
/// <param name="Target">The application, where it is known.</param>
/// <param name="Path">Where addon and repositories stand.</param>
internal sealed record SessionPart(AddonSpec? Addon, IReadOnlyList<RepositoryPlan> Repositories, TypedObjectReference? Target, FieldPath Path);
