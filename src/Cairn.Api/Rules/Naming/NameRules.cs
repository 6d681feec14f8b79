namespace Cairn.Api.Rules.Naming;

/// <summary>
/// How a name is put together from parts and shortened when it is too long. The results are part of the API: scripts and documentation
/// find objects by them, so the cut is always the same one and never a hash.
/// </summary>
public static class NameRules
{
    /// <summary>Characters a name may have unless a kind allows fewer: the limit of a DNS label, and of a label's value.</summary>
    public const int MaxLength = 63;

    /// <summary>Characters a CronJob's name may have: Kubernetes appends 11 characters for the Jobs it makes from it.</summary>
    public const int MaxCronJobLength = 52;

    /// <summary>
    /// The parts joined by hyphens. What is too long keeps its two ends, glued without a hyphen between them: 32 and 31 characters of 63,
    /// 26 and 26 of 52. Hyphens at both ends go.
    /// </summary>
    /// <param name="maxLength">Characters that the result may have; at least 2.</param>
    /// <param name="parts">At least one; an empty part adds only its hyphen.</param>
    public static string Join(int maxLength, params ReadOnlySpan<string> parts)
    {
        return Shorten(string.Join('-', parts), maxLength);
    }

    /// <summary>Keeps both ends of a text that is too long, as <see cref="Join"/> does.</summary>
    public static string Shorten(string text, int maxLength = MaxLength)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 2);
        return text.Length <= maxLength
            ? text.Trim('-')
            : MendSeam(text[..((maxLength + 1) / 2)], text[^(maxLength / 2)..]).Trim('-');
    }

    /// <summary><c>prefix-name</c>; what is too long loses its end.</summary>
    public static string WithPrefix(string prefix, string name, int maxLength = MaxLength)
    {
        string text = $"{prefix}-{name}";
        return text[..Math.Min(maxLength, text.Length)].Trim('-').TrimEnd('.', '-');
    }

    /// <summary><c>name-suffix</c>; what is too long loses its start.</summary>
    public static string WithSuffix(string name, string suffix, int maxLength = MaxLength)
    {
        string text = $"{name}-{suffix}";
        return text[Math.Max(0, text.Length - maxLength)..].Trim('-').TrimStart('.', '-');
    }

    /// <summary><c>name-suffix</c>, where only the name is shortened, so that the suffix (a time, say) survives whole.</summary>
    /// <exception cref="ArgumentException">The suffix alone leaves no room for a name.</exception>
    public static string WithProtectedSuffix(string name, string suffix, int maxLength = MaxLength)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(suffix);
        int room = maxLength - suffix.Length - 1;
        if (room <= 0)
        {
            throw new ArgumentException($"The suffix '{suffix}' leaves no room for a name within {maxLength} characters.", nameof(suffix));
        }

        string head = name.Length > room ? name[..room].TrimEnd('.') : name;
        return $"{head}-{suffix}".Trim('-');
    }

    /// <summary>
    /// A dot beside a hyphen or another dot is no valid name. Joined names have none, but a cut can bring the two together.
    /// </summary>
    private static string MendSeam(string head, string tail) =>
        head.EndsWith('.') && !char.IsAsciiLetterOrDigit(tail[0]) ? head[..^1] + '-' + tail
        : tail.StartsWith('.') && !char.IsAsciiLetterOrDigit(head[^1]) ? head + '-' + tail[1..]
        : head + tail;
}
