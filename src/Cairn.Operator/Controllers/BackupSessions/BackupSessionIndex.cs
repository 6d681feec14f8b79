using Cairn.Api.Core;

namespace Cairn.Operator.Controllers.BackupSessions;

/// <summary>Sessions by the plan that they belong to.</summary>
internal static class BackupSessionIndex
{
    public const string ByPlan = "plan";

    /// <summary>The key of a plan.</summary>
    public static string KeyOf(string @namespace, string plan) => $"{@namespace}/{plan}";

    /// <summary>The key of a session's plan.</summary>
    public static IEnumerable<string> PlanOf(BackupSession session) =>
        session.Spec?.Invoker is { Kind: nameof(BackupConfiguration) } invoker ? [KeyOf(session.Metadata.NamespaceProperty, invoker.Name)] : [];
}
