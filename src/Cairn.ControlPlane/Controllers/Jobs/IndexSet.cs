using System.Globalization;

namespace Cairn.ControlPlane.Controllers.Jobs;

/// <summary>Indexes of an indexed Job as its status writes them: <c>0-2,4</c>.</summary>
internal sealed class IndexSet
{
    private readonly SortedSet<int> _indexes = [];

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _indexes.Count == 0;

    /// <summary>How many there are.</summary>
    public int Count => _indexes.Count;

    /// <summary>Reads the text of a status; what is no number is left out.</summary>
    public static IndexSet Parse(string text)
    {
        IndexSet set = new();
        foreach (string part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] ends = part.Split('-');
            if (int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first)
                && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int last))
            {
                set._indexes.UnionWith(Enumerable.Range(first, Math.Max(0, last - first + 1)));
            }
        }

        return set;
    }

    /// <summary>Adds an index.</summary>
    public void Add(int index) => _indexes.Add(index);

    /// <summary>Whether an index is in it.</summary>
    public bool Contains(int index) => _indexes.Contains(index);

    /// <inheritdoc/>
    public override string ToString()
    {
        List<(int First, int Last)> runs = [];
        foreach (int index in _indexes)
        {
            if (runs.Count > 0 && runs[^1].Last == index - 1)
            {
                runs[^1] = (runs[^1].First, index);
            }
            else
            {
                runs.Add((index, index));
            }
        }

        return string.Join(',', runs.Select(run => run.First == run.Last ? $"{run.First}" : $"{run.First}-{run.Last}"));
    }
}
