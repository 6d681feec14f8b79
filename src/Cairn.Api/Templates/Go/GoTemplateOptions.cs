namespace Cairn.Api.Templates.Go;

/// <summary>What a template may use up, and what it can see of the world: nothing but the time.</summary>
public sealed record GoTemplateOptions
{
    /// <summary>The clock behind <c>now</c>. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Characters that a template may print. Default: one million (2^20).</summary>
    /// <value>1048576.</value>
    public int MaxOutput { get; init; } = 1 << 20;

    /// <summary>Steps that a rendering may take: actions, function calls, rounds of a loop. Default: 200,000.</summary>
    /// <value>200000.</value>
    public int MaxSteps { get; init; } = 200_000;

    /// <summary>Characters and list items that functions may produce in all. Default: eight million (2^23).</summary>
    /// <value>8388608.</value>
    public int MaxData { get; init; } = 1 << 23;
}
