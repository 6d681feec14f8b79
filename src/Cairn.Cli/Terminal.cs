using System.Text;

namespace Cairn.Cli;

/// <summary>Talks to the person at the terminal.</summary>
internal static class Terminal
{
    /// <summary>Asks for a password, which is not shown. Null when the input ends.</summary>
    public static string? AskPassword(string prompt)
    {
        Console.Error.Write(prompt);
        StringBuilder password = new();
        while (true)
        {
            ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter)
            {
                Console.Error.WriteLine();
                return password.Length > 0 ? password.ToString() : null;
            }

            if (key.Key == ConsoleKey.Backspace)
            {
                password.Length = Math.Max(0, password.Length - 1);
            }
            else if (key.KeyChar != '\0')
            {
                password.Append(key.KeyChar);
            }
        }
    }
}
