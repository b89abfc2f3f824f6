using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace NextAuth.EndToEnd.Tests.Documentation;

/// <summary>The summaries that the compiler writes beside an assembly.</summary>
internal static partial class XmlSummaries
{
    public static string Of(PropertyInfo property)
    {
        var file = Path.ChangeExtension(property.DeclaringType!.Assembly.Location, ".xml");
        var name = string.Create(CultureInfo.InvariantCulture, $"P:{property.DeclaringType.FullName}.{property.Name}");
        var summary = XDocument.Load(file).Descendants("member").SingleOrDefault(member => (string?)member.Attribute("name") == name)?.Element("summary");
        Assert.True(summary is not null, $"{name} has no summary.");
        return Spaces().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim();
    }

    private static string Text(XNode node) => node switch
    {
        XElement { Name.LocalName: "see" } reference => $"`{((string?)reference.Attribute("cref") ?? (string?)reference.Attribute("langword") ?? "").Split('.')[^1]}`",
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        _ => node is XText text ? text.Value : ((XElement)node).Value,
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
