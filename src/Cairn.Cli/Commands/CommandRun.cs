using System.CommandLine;
using Cairn.Cli.Options;
using Cairn.Cli.Output;

namespace Cairn.Cli.Commands;

/// <summary>One run of a command.</summary>
/// <param name="Context">The world around it.</param>
/// <param name="Parsed">The command line.</param>
/// <param name="Reporter">Says what happens.</param>
/// <param name="Repositories">Opens repositories.</param>
internal sealed record CommandRun(CliContext Context, ParseResult Parsed, Reporter Reporter, RepositoryOptions Repositories);
