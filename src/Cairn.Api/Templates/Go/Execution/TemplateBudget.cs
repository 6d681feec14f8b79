using System.Text.RegularExpressions;

namespace Cairn.Api.Templates.Go.Execution;

/// <summary>Counts what a rendering uses up and stops it at the limits, whatever loops or functions a template thinks of.</summary>
internal sealed class TemplateBudget(GoTemplateOptions options)
{
    /// <summary>How deep lists and dictionaries may hold each other; <c>set</c> can even make one hold itself.</summary>
    public const int MaxDepth = 64;

    /// <summary>What visiting one value within lists and dictionaries costs.</summary>
    public const int VisitCost = 16;

    /// <summary>What a pattern costs when it is first used; making one is the dearest thing a template can ask for.</summary>
    private const int PatternCost = 50_000;

    private readonly Dictionary<string, Regex> _patterns = new(StringComparer.Ordinal);
    private int _steps;
    private long _data;

    public TimeProvider Clock => options.Clock;

    public int MaxOutput => options.MaxOutput;

    /// <summary>One action, call or round.</summary>
    public void Step()
    {
        if (++_steps > options.MaxSteps)
        {
            throw new TemplateFault($"the template takes more than {options.MaxSteps} steps");
        }
    }

    /// <summary>Characters or items that are about to be produced; called before, so that nothing large is ever made.</summary>
    public void Charge(long amount)
    {
        _data += amount;
        if (_data > options.MaxData)
        {
            throw new TemplateFault($"the template's functions produce more than {options.MaxData} characters and items");
        }
    }

    /// <summary>Charges for a text and passes it on.</summary>
    public string Charge(string text)
    {
        Charge(text.Length);
        return text;
    }

    /// <summary>
    /// A pattern whose work grows with the text's length alone: like Go's own, this engine never backtracks, and lacks what would need that.
    /// </summary>
    /// <exception cref="ArgumentException">It is no pattern.</exception>
    /// <exception cref="NotSupportedException">It is too large, or needs what this engine lacks.</exception>
    public Regex Pattern(string pattern)
    {
        if (!_patterns.TryGetValue(pattern, out Regex? known))
        {
            Charge(PatternCost + (pattern.Length * 1000L));
            known = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            _patterns[pattern] = known;
        }

        return known;
    }

    /// <summary>One level down into nested data.</summary>
    public static int Deeper(int depth) =>
        depth < MaxDepth ? depth + 1 : throw new TemplateFault($"lists and dictionaries are nested more than {MaxDepth} deep");
}
