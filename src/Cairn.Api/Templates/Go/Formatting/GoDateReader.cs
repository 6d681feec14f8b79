using System.Globalization;

namespace Cairn.Api.Templates.Go.Formatting;

/// <summary>Reads a time piece by piece, as a layout of Go says.</summary>
internal sealed class GoDateReader(string text)
{
    private int _position;
    private int _year = 1;
    private int _month = 1;
    private int _day = 1;
    private int _hour;
    private int _minute;
    private int _second;
    private long _ticks;
    private bool? _isAfternoon;
    private TimeSpan _offset;

    public bool ReadText(string expected)
    {
        bool isThere = string.CompareOrdinal(text, _position, expected, 0, expected.Length) == 0;
        _position += expected.Length;
        return isThere;
    }

    public bool ReadElement(string element) => element switch
    {
        "2006" => ReadNumber(4, 4, out _year),
        "06" => ReadNumber(2, 2, out _year) && (_year += _year >= 69 ? 1900 : 2000) > 0,
        "01" => ReadNumber(2, 2, out _month),
        "1" => ReadNumber(1, 2, out _month),
        "January" => ReadName(CultureInfo.InvariantCulture.DateTimeFormat.MonthNames, out _month),
        "Jan" => ReadName(CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedMonthNames, out _month),
        "Monday" => ReadName(CultureInfo.InvariantCulture.DateTimeFormat.DayNames, out _),
        "Mon" => ReadName(CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedDayNames, out _),
        "02" => ReadNumber(2, 2, out _day),
        "2" => ReadNumber(1, 2, out _day),
        "_2" => ReadNumber(ReadText(" ") ? 1 : Back(1, 2), 2, out _day),
        _ => ReadClock(element),
    };

    public bool TryFinish(out DateTimeOffset time)
    {
        time = default;
        _hour = _isAfternoon is { } isAfternoon && _hour is >= 1 and <= 12 ? (_hour % 12) + (isAfternoon ? 12 : 0) : _hour;
        bool isTime = _position == text.Length && _year is > 1 and < 9999 or 1 && _month is >= 1 and <= 12 && _day >= 1
            && _day <= DateTime.DaysInMonth(_year, _month) && _hour < 24 && _minute < 60 && _second < 60;
        if (isTime && (_year > 1 || _offset <= TimeSpan.Zero))
        {
            time = new DateTimeOffset(_year, _month, _day, _hour, _minute, _second, _offset).AddTicks(_ticks);
            return true;
        }

        return false;
    }

    private bool ReadClock(string element) => element switch
    {
        "15" => ReadNumber(2, 2, out _hour),
        "03" => ReadNumber(2, 2, out _hour),
        "3" => ReadNumber(1, 2, out _hour),
        "04" => ReadNumber(2, 2, out _minute),
        "4" => ReadNumber(1, 2, out _minute),
        "05" => ReadNumber(2, 2, out _second) && ReadFraction(isOptional: true),
        "5" => ReadNumber(1, 2, out _second) && ReadFraction(isOptional: true),
        "PM" or "pm" => ReadHalf(),
        "MST" => ReadText("UTC"),
        _ when element[0] == 'Z' && _position < text.Length && text[_position] == 'Z' => ReadText("Z"),
        _ when element[0] is 'Z' or '-' => ReadOffset(element),
        _ when element[0] is '.' or ',' => ReadFraction(isOptional: true),
        _ => false,
    };

    private int Back(int by, int result)
    {
        _position -= by;
        return result - 1;
    }

    private bool ReadNumber(int least, int most, out int number)
    {
        int end = _position;
        while (end < text.Length && end - _position < most && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        bool isNumber = _position <= text.Length && end - _position >= least;
        number = isNumber ? int.Parse(text.AsSpan(_position, end - _position), NumberStyles.None, CultureInfo.InvariantCulture) : 0;
        _position = Math.Max(end, _position);
        return isNumber;
    }

    private bool ReadName(string[] names, out int number)
    {
        int index = Array.FindIndex(names, name =>
            name.Length > 0 && string.Compare(text, _position, name, 0, name.Length, StringComparison.OrdinalIgnoreCase) == 0);
        number = index + 1;
        _position += index < 0 ? 0 : names[index].Length;
        return index >= 0;
    }

    private bool ReadHalf()
    {
        string half = _position + 2 <= text.Length ? text.Substring(_position, 2).ToUpperInvariant() : "";
        _isAfternoon = half == "PM";
        _position += 2;
        return half is "AM" or "PM";
    }

    /// <summary>Go reads a fraction after the seconds even when the layout has none.</summary>
    private bool ReadFraction(bool isOptional)
    {
        if (_position >= text.Length || text[_position] is not ('.' or ',') || _position + 1 >= text.Length || !char.IsAsciiDigit(text[_position + 1]))
        {
            return isOptional;
        }

        int start = ++_position;
        while (_position < text.Length && char.IsAsciiDigit(text[_position]))
        {
            _position++;
        }

        _ticks = long.Parse(text[start.._position].PadRight(7, '0').AsSpan(0, 7), NumberStyles.None, CultureInfo.InvariantCulture);
        return true;
    }

    private bool ReadOffset(string element)
    {
        bool isNegative = _position < text.Length && text[_position] == '-';
        if (!isNegative && !(_position < text.Length && text[_position] == '+'))
        {
            return false;
        }

        _position++;
        bool hasColon = element.Contains(':', StringComparison.Ordinal);
        int parts = element.Count(char.IsAsciiDigit) / 2;
        int minutes = 0;
        int seconds = 0;
        bool isOffset = ReadNumber(2, 2, out int hours) && (parts < 2 || ReadPart(hasColon, out minutes)) && (parts < 3 || ReadPart(hasColon, out seconds));
        TimeSpan size = new(hours, minutes, 0);
        _offset = isNegative ? -size : size;
        return isOffset && seconds == 0 && size <= TimeSpan.FromHours(14);
    }

    private bool ReadPart(bool hasColon, out int number)
    {
        number = 0;
        return (!hasColon || ReadText(":")) && ReadNumber(2, 2, out number) && number < 60;
    }
}
