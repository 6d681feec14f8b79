namespace Cairn.Api.Core;

/// <summary>How many of the selected pods do what a hook says.</summary>
public static class PodStrategies
{
    /// <summary>The first one.</summary>
    public const string ExecuteOnOne = "ExecuteOnOne";

    /// <summary>All of them.</summary>
    public const string ExecuteOnAll = "ExecuteOnAll";
}
