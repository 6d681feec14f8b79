using System.Text;
using System.Text.Json.Nodes;
using Cairn.Api.Manifests;
using Cairn.Api.Tests.Support;
using Cairn.Api.Validation.Files;
using CsCheck;

namespace Cairn.Api.Tests.Manifests;

/// <summary>Whatever a file holds, checking it gives a list of problems, soon and within little memory.</summary>
public sealed class MutationTests
{
    /// <summary>No check of a document of a few kilobytes comes near; a check that grows with what aliases stand for goes far beyond.</summary>
    private const long MaxBytes = 400L << 20;

    [Fact]
    public void Ten_thousand_mutated_documents_give_a_list_of_problems() =>
        Gen.Int.Sample(
            seed =>
            {
                Random random = new(seed);
                KindInfo kind = KindCatalog.All[random.Next(KindCatalog.All.Count)];
                JsonObject source = new ObjectGenerator(random).Next(kind);
                JsonNode? mutated = Mutated(source, random);
                byte[] bytes = Encoding.UTF8.GetBytes(random.Next(2) == 0 ? YamlWriter.Write(mutated) : mutated?.ToJsonString() ?? "");
                MutateBytes(ref bytes, random);
                long before = GC.GetAllocatedBytesForCurrentThread();
                FileReport report = Validate.Check(bytes);
                Assert.NotNull(report.Findings);
                Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MaxBytes, $"seed {seed} took too much memory");
            },
            iter: 10_000);

    [Fact]
    public void Aliases_that_stand_for_a_billion_values_are_refused()
    {
        StringBuilder bomb = new("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++)
        {
            bomb.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        string line = Assert.Single(Validate.Check(bomb.ToString()).Lines());
        Assert.Contains("aliases followed", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_text_that_aliases_repeat_is_refused()
    {
        string bomb = $"a: &a {new string('x', 1 << 20)}\nb: [{string.Join(", ", Enumerable.Repeat("*a", 100))}]\n";
        Assert.Contains("aliases followed", Assert.Single(Validate.Check(bomb).Lines()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("{\"a\":")]
    public void A_hundred_thousand_levels_are_refused(string opening)
    {
        string text = string.Concat(Enumerable.Repeat(opening, 100_000));
        Assert.NotEmpty(Validate.Check(text).ErrorLines());
    }

    [Theory]
    [InlineData("a: *a\n", "1: object: the alias *a stands for nothing above it")]
    [InlineData("a: &a\n  b: *a\n", "2: object: the alias *a stands for something that it is itself a part of")]
    [InlineData("a: 1\nb: 2\na: 3\n", "3: object: the field a is there twice, first on line 1")]
    [InlineData("{\"a\": 1,\n \"a\": 2}", "2: object: the field a is there twice")]
    [InlineData("[1]: 2\n", "1: object: the name of a field must be a text")]
    [InlineData("just text\n", "1: object: is no object: apiVersion, kind and metadata are needed")]
    [InlineData("a: 1\n", "1: apiVersion: is missing: each object needs it, as a text")]
    [InlineData("x: !!int abc\n", "1: object: the tag tag:yaml.org,2002:int does not fit the value")]
    public void A_broken_document_is_told_by_its_line(string text, string expected) =>
        Assert.Equal([expected], Validate.Check(text).Lines());

    [Fact]
    public void Bad_utf8_is_told_by_its_line()
    {
        byte[] bytes = [.. "a: 1\nb: "u8, 0xC3, 0x28, .. "\n"u8];
        Assert.Equal(["2: object: the file is not UTF-8: save it in that encoding"], Validate.Check(bytes).Lines());
    }

    [Fact]
    public void A_broken_document_does_not_hide_the_next_one()
    {
        const string Text = "a: [\n---\napiVersion: storage.kubestash.com/v1alpha1\nkind: RetentionPolicy\nmetadata: {name: x}\nspec: {}\n";
        List<string> lines = [.. Validate.Check(Text).Lines()];
        Assert.Equal(2, lines.Count);
        Assert.StartsWith("6: spec: says nothing", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_beyond_the_limit_is_not_read()
    {
        ManifestDocument document = Assert.Single(ManifestReader.Read("x", new byte[2048], new ManifestLimits { MaxFileBytes = 1024 }));
        Assert.NotNull(document.Error);
    }

    private static JsonNode? Mutated(JsonNode root, Random random)
    {
        for (int i = random.Next(4); i >= 0; i--)
        {
            Mutate(root, random);
        }

        return root;
    }

    /// <summary>Goes down somewhere and changes what is there: another type, gone, odd, huge or deep.</summary>
    private static void Mutate(JsonNode node, Random random)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } map:
                string key = map.ElementAt(random.Next(map.Count)).Key;
                if (random.Next(3) > 0 && map[key] is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
                {
                    Mutate(map[key]!, random);
                }
                else if (random.Next(4) == 0)
                {
                    map.Remove(key);
                }
                else
                {
                    map[random.Next(5) == 0 ? key + "x" : key] = Odd(random);
                }

                break;
            case JsonArray { Count: > 0 } list:
                int index = random.Next(list.Count);
                if (random.Next(3) > 0 && list[index] is JsonObject or JsonArray)
                {
                    Mutate(list[index]!, random);
                }
                else
                {
                    list[index] = Odd(random);
                }

                break;
        }
    }

    private static JsonNode? Odd(Random random) => random.Next(14) switch
    {
        0 => null,
        1 => true,
        2 => random.NextInt64(),
        3 => -1,
        4 => 1e300,
        5 => "",
        6 => new string('x', random.Next(20_000)),
        7 => new JsonArray(),
        8 => new JsonObject(),
        9 => new JsonArray(1, "a", null, new JsonObject()),
        10 => "1e999999999",
        11 => "2026-13-45T99:99:99Z",
        12 => Deep(random.Next(100)),
        _ => new JsonObject { ["name"] = new JsonArray(), ["spec"] = 1, ["key"] = null },
    };

    private static JsonArray Deep(int levels)
    {
        JsonArray outer = [];
        for (int i = 0; i < levels; i++)
        {
            outer = [outer];
        }

        return outer;
    }

    private static void MutateBytes(ref byte[] bytes, Random random)
    {
        if (bytes.Length == 0 || random.Next(2) == 0)
        {
            return;
        }

        switch (random.Next(4))
        {
            case 0:
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                break;
            case 1:
                bytes = bytes[..random.Next(bytes.Length)];
                break;
            case 2:
                int at = random.Next(bytes.Length);
                bytes = [.. bytes[..at], .. "\n<<: *a\n&b !!binary ?\t- "u8, .. bytes[at..]];
                break;
            default:
                bytes = [.. bytes, .. "\n"u8, .. bytes];
                break;
        }
    }
}
