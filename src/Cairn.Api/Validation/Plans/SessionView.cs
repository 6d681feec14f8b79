using Cairn.Api.Core;

namespace Cairn.Api.Validation.Plans;

/// <summary>A session of a plan.</summary>
/// <param name="Settings">What every session has.</param>
/// <param name="Path">Where it stands.</param>
/// <param name="Parts">What it does: one part for each application.</param>
internal sealed record SessionView(SessionSettings Settings, FieldPath Path, IReadOnlyList<SessionPart> Parts);
