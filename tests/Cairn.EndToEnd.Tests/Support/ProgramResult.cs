namespace Cairn.EndToEnd.Tests.Support;

/// <summary>How a program ended. A program killed by a signal has the exit code 128 + its number.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Error)
{
    /// <summary>All that a person at the terminal would have seen.</summary>
    public string Everything => Output + Error;

    /// <summary>The last line of the output as JSON.</summary>
    public JsonElement LastJson => JsonSerializer.Deserialize<JsonElement>(Output.TrimEnd().Split('\n')[^1]);

    /// <summary>The last object of this message type in the output.</summary>
    public JsonElement Json(string messageType) => Output.TrimEnd().Split('\n')
        .Select(line => JsonSerializer.Deserialize<JsonElement>(line))
        .Last(message => message.GetProperty("message_type").GetString() == messageType);

    /// <summary>Fails with what was printed unless the program ended with this code.</summary>
    public ProgramResult MustExitWith(int code)
    {
        Assert.True(ExitCode == code, $"exit code {ExitCode} instead of {code}\n--- output\n{Tail(Output)}\n--- error\n{Tail(Error)}");
        return this;
    }

    /// <summary>Fails unless the program ended with this code and its words hold all of these.</summary>
    public ProgramResult MustExitWith(int code, params string[] words)
    {
        MustExitWith(code);
        Assert.All(words, word => Assert.Contains(word, Everything, StringComparison.Ordinal));
        return this;
    }

    private static string Tail(string text) => text.Length <= 4000 ? text : text[^4000..];
}
