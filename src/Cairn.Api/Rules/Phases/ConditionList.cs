using Cairn.Api.Meta;

namespace Cairn.Api.Rules.Phases;

/// <summary>Questions to the conditions of an object. A condition that is not there is neither true nor false.</summary>
internal readonly struct ConditionList(IReadOnlyList<Condition>? conditions)
{
    public bool Has(string type) => Find(type) is not null;

    public bool IsTrue(string type) => Find(type)?.Status == "True";

    public bool IsFalse(string type) => Find(type)?.Status == "False";

    public bool IsAnyFalse(params ReadOnlySpan<string> types)
    {
        foreach (string type in types)
        {
            if (IsFalse(type))
            {
                return true;
            }
        }

        return false;
    }

    private Condition? Find(string type) => conditions?.FirstOrDefault(item => item.Type == type);
}
