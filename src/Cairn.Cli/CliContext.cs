namespace Cairn.Cli;

/// <summary>What a command knows of the world around it. Tests make their own, so that commands run inside the test process.</summary>
internal sealed record CliContext
{
    /// <summary>What stood behind <c>--</c>: arguments for pg_dump or psql.</summary>
    public IReadOnlyList<string> PassThrough { get; init; } = [];

    /// <summary>Reads an environment variable; an empty one counts as unset.</summary>
    public Func<string, string?> Environment { get; init; } =
        name => System.Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    /// <summary>Where results go.</summary>
    public TextWriter Out { get; init; } = Console.Out;

    /// <summary>Where progress and messages go.</summary>
    public TextWriter Error { get; init; } = Console.Error;

    /// <summary>Opens the standard output for bytes, for <c>repo dump</c>.</summary>
    public Func<Stream> OpenOutput { get; init; } = Console.OpenStandardOutput;

    /// <summary>Whether somebody watches <see cref="Error"/>: a live line instead of one every ten seconds.</summary>
    public bool IsTerminal { get; init; } = !Console.IsErrorRedirected;

    /// <summary>Asks for a password without showing it; null where nobody can be asked.</summary>
    public Func<string, string?>? AskPassword { get; init; } = Console.IsInputRedirected ? null : Terminal.AskPassword;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
