using System.Runtime.ExceptionServices;

namespace Cairn.Postgres.Dump;

/// <summary>Waits for tasks of which the first that fails ends the others.</summary>
internal static class FirstFailure
{
    /// <summary>
    /// Waits for all. The failure that ended the others is thrown: it is worth more than theirs, which only say that they were ended.
    /// </summary>
    public static async Task ThrowAsync(IEnumerable<Task> tasks)
    {
        Task all = Task.WhenAll(tasks);
        try
        {
            await all;
        }
        catch (Exception e) when (all.Exception?.InnerExceptions.FirstOrDefault(inner => inner is not OperationCanceledException) is { } first && first != e)
        {
            ExceptionDispatchInfo.Throw(first);
        }
    }
}
