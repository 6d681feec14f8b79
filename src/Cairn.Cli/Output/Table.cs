using System.Text;

namespace Cairn.Cli.Output;

/// <summary>Lines up text in columns, two blanks apart.</summary>
internal static class Table
{
    /// <summary>Formats rows below a header; every row has as many cells as the header.</summary>
    public static string Format(IReadOnlyList<string> header, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        int[] widths = [.. header.Select((title, column) => Math.Max(title.Length, rows.Select(row => row[column].Length).DefaultIfEmpty().Max()))];
        StringBuilder text = new();
        foreach (IReadOnlyList<string> row in rows.Prepend(header))
        {
            text.AppendLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }

        return text.ToString().TrimEnd();
    }
}
