using System.Collections.Concurrent;

namespace Cairn.Api.Schema;

/// <summary>The schemas of the kinds, without descriptions, built once when they are first wanted.</summary>
public static class Schemas
{
    private static readonly ConcurrentDictionary<string, SchemaNode> Known = [];

    private static readonly SchemaBuilder Builder = new(DocComments.None);

    private static readonly Lock BuilderLock = new();

    /// <summary>The schema of a kind.</summary>
    public static SchemaNode Of(KindInfo kind)
    {
        if (Known.TryGetValue(kind.CrdName, out SchemaNode? known))
        {
            return known;
        }

        lock (BuilderLock)
        {
            return Known.GetOrAdd(kind.CrdName, _ => Builder.Build(kind));
        }
    }
}
