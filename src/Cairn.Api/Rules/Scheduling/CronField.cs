using System.Globalization;
using System.Text;

namespace Cairn.Api.Rules.Scheduling;

/// <summary>
/// One field of a cron expression as Kubernetes reads it (the grammar of <c>robfig/cron</c>, version 3): lists of <c>*</c>, <c>?</c>, numbers,
/// names, ranges, each with an optional step. What Cronos would read beyond that (<c>L</c>, <c>W</c>, <c>#</c>, ranges that wrap) a cluster
/// refuses, so it is refused here too.
/// </summary>
internal sealed class CronField
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private readonly string _text;
    private readonly string _name;
    private readonly int _first;
    private readonly int _last;
    private readonly string[] _names;

    private CronField(string text, string name, int first, int last, string[] names)
    {
        (_text, _name, _first, _last, _names) = (text, name, first, last, names);
        string[] parts = text.Split(',');
        StringBuilder normalized = new();
        foreach (string part in parts)
        {
            normalized.Append(normalized.Length > 0 ? "," : "").Append(ReadPart(part));
        }

        // A star among other parts covers them all.
        Text = IsStar ? "*" : normalized.ToString();
    }

    /// <summary>The field in the notation that Cronos reads the same way.</summary>
    public string Text { get; }

    /// <summary>Whether the field says "any". A star with a step above 1 does not: it restricts.</summary>
    public bool IsStar { get; private set; }

    public static CronField Minute(string text) => new(text, "minute", 0, 59, []);

    public static CronField Hour(string text) => new(text, "hour", 0, 23, []);

    public static CronField DayOfMonth(string text) => new(text, "day of month", 1, 31, []);

    public static CronField Month(string text) => new(text, "month", 1, 12, Months);

    public static CronField DayOfWeek(string text) => new(text, "day of week", 0, 6, Days);

    private string ReadPart(string part)
    {
        string[] halves = part.Split('/');
        string[] ends = halves[0].Split('-');
        if (halves.Length > 2 || ends.Length > 2)
        {
            throw Problem($"'{part}' is no number, range or step");
        }

        int step = halves.Length == 2 ? ReadNumber(halves[1], part) : 1;
        bool isAny = ends is ["*"] or ["?"];
        (int low, int high) = isAny ? (_first, _last) : ReadRange(ends, part, isOpen: halves.Length == 2);
        if (step == 0)
        {
            throw Problem($"the step of '{part}' is 0");
        }

        IsStar |= isAny && step == 1;

        // A step beyond the range leaves its first value.
        return step > high - low ? $"{low}" : step == 1 ? $"{low}-{high}" : $"{low}-{high}/{step}";
    }

    /// <summary>A lone number with a step is open: it reaches to the end of the field.</summary>
    private (int Low, int High) ReadRange(string[] ends, string part, bool isOpen)
    {
        int low = ReadValue(ends[0], part);
        int high = ends.Length == 2 ? ReadValue(ends[1], part) : isOpen ? _last : low;
        return low < _first || high > _last ? throw Problem($"'{part}' is not within {_first} to {_last}")
            : low > high ? throw Problem($"the range '{part}' begins after its end")
            : (low, high);
    }

    private int ReadValue(string text, string part)
    {
        int index = Array.FindIndex(_names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        return index >= 0 ? index + _first : ReadNumber(text, part);
    }

    private int ReadNumber(string text, string part) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
            : throw Problem(text.Length == 0 ? $"'{part}' lacks a number" : $"'{text}' is no number");

    private FormatException Problem(string what) => new($"the field {_name} ('{_text}'): {what}");
}
