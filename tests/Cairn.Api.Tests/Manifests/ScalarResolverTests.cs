using Cairn.Api.Manifests;

namespace Cairn.Api.Tests.Manifests;

public sealed class ScalarResolverTests
{
    [Theory]
    [InlineData("", ManifestNodeKind.Null, "")]
    [InlineData("~", ManifestNodeKind.Null, "")]
    [InlineData("yes", ManifestNodeKind.Boolean, "true")]
    [InlineData("Off", ManifestNodeKind.Boolean, "false")]
    [InlineData("yEs", ManifestNodeKind.Text, "yEs")]
    [InlineData("0644", ManifestNodeKind.Number, "420")]
    [InlineData("0o644", ManifestNodeKind.Number, "420")]
    [InlineData("0x1F", ManifestNodeKind.Number, "31")]
    [InlineData("0b101", ManifestNodeKind.Number, "5")]
    [InlineData("1_000", ManifestNodeKind.Number, "1000")]
    [InlineData("-12", ManifestNodeKind.Number, "-12")]
    [InlineData("1.0", ManifestNodeKind.Number, "1")]
    [InlineData("1e3", ManifestNodeKind.Number, "1000")]
    [InlineData(".5", ManifestNodeKind.Number, "0.5")]
    [InlineData("-9223372036854775808", ManifestNodeKind.Number, "-9223372036854775808")]
    [InlineData("18446744073709551615", ManifestNodeKind.Number, "18446744073709551615")]
    [InlineData("089", ManifestNodeKind.Number, "89")]
    [InlineData("1.2.3", ManifestNodeKind.Text, "1.2.3")]
    [InlineData("17.2", ManifestNodeKind.Number, "17.2")]
    [InlineData("2026-01-31", ManifestNodeKind.Text, "2026-01-31")]
    [InlineData("12:30", ManifestNodeKind.Text, "12:30")]
    [InlineData(".inf", ManifestNodeKind.Text, ".inf")]
    [InlineData("+", ManifestNodeKind.Text, "+")]
    [InlineData("1e999", ManifestNodeKind.Text, "1e999")]
    public void A_plain_scalar_is_what_kubectl_takes_it_for(string text, object kind, string expected) =>
        Assert.Equal(((ManifestNodeKind)kind, expected), ScalarResolver.Resolve(text));
}
