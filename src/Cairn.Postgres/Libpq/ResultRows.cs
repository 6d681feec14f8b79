using System.Globalization;
using System.Runtime.InteropServices;

namespace Cairn.Postgres.Libpq;

/// <summary>Reads libpq's results.</summary>
internal static unsafe class ResultRows
{
    /// <summary>Appends the rows of a result.</summary>
    public static void Read(nint result, List<string?[]> rows)
    {
        int columns = LibpqMethods.ColumnCount(result);
        int count = LibpqMethods.RowCount(result);
        for (int row = 0; row < count; row++)
        {
            string?[] values = new string?[columns];
            for (int column = 0; column < columns; column++)
            {
                values[column] = LibpqMethods.GetIsNull(result, row, column) != 0 ? null : Text(LibpqMethods.GetValue(result, row, column));
            }

            rows.Add(values);
        }
    }

    /// <summary>The number of rows in a command's tag, such as that of "COPY 5".</summary>
    public static long CommandRows(nint result) =>
        long.TryParse(Text(LibpqMethods.CommandTuples(result)), NumberStyles.None, CultureInfo.InvariantCulture, out long rows) ? rows : 0;

    /// <summary>A native string; empty for null.</summary>
    public static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";
}
