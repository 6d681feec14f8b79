namespace Cairn.Operator.Controllers;

/// <summary>How far a Job is that works on a volume.</summary>
internal enum VolumeJobState
{
    /// <summary>Made, and not ended.</summary>
    Running,

    /// <summary>Done, and removed.</summary>
    Succeeded,

    /// <summary>Ended without success. It stays a while for people to see, and is then made again.</summary>
    Failed,
}
