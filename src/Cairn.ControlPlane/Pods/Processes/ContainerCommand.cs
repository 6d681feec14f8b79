namespace Cairn.ControlPlane.Pods.Processes;

/// <summary>What is to be started for a container, or beside it.</summary>
internal sealed record ContainerCommand
{
    /// <summary>The program: a path, or a name that is looked up in PATH.</summary>
    public required string Program { get; init; }

    /// <summary>Its arguments.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Its whole environment; nothing is inherited.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The directory that it starts in.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>The file that gets the process's line of <c>/proc/PID/stat</c> before the program runs; empty for none.</summary>
    public string IdentityFile { get; init; } = "";

    /// <summary>The directories of control groups that the process joins.</summary>
    public MemoryGroup? Group { get; init; }

    /// <summary>The user to run as; null for our own.</summary>
    public long? User { get; init; }

    /// <summary>The group to run as; null for the user's.</summary>
    public long? UserGroup { get; init; }

    /// <summary>Whether the process reads what we write to it; its input is empty otherwise.</summary>
    public bool HasInput { get; init; }
}
