using System.Globalization;

namespace Cairn.Testing.Soak;

/// <summary>
/// How much of a crash campaign is run, and with which seeds. The defaults are the short form that is part of the tests; <c>make soak</c> sets the
/// variables for the long one.
/// </summary>
/// <param name="Seed">The first seed; a campaign of n cases uses this and the n - 1 numbers behind it.</param>
/// <param name="Cases">How many cases. A case is one repository with several runs, one behind the other.</param>
public sealed record SoakSettings(int Seed, int Cases)
{
    private const string SeedVariable = "CAIRN_SOAK_SEED";

    /// <summary>Reads CAIRN_SOAK_SEED and the variable that has the number of cases.</summary>
    /// <param name="casesVariable">For instance CAIRN_SOAK_KILL_CASES.</param>
    /// <param name="cases">The number of cases when that is not set.</param>
    public static SoakSettings FromEnvironment(string casesVariable, int cases) =>
        new(Read(SeedVariable) ?? 1, Read(casesVariable) ?? cases);

    private static int? Read(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text
        ? int.Parse(text, NumberStyles.Integer, CultureInfo.InvariantCulture)
        : null;
}
