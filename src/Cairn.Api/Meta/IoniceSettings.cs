namespace Cairn.Api.Meta;

/// <summary>Disk priority of processes.</summary>
public sealed record IoniceSettings
{
    /// <summary>1 is real-time, 2 is best-effort, 3 is idle. Unset: best-effort.</summary>
    public int? Class { get; init; }

    /// <summary>Level within the class, from 0 (first) to 7 (last); the idle class has none. Unset: 4.</summary>
    public int? ClassData { get; init; }
}
