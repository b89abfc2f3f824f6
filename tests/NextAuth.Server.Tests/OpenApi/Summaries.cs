using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace NextAuth.Server.Tests.OpenApi;

/// <summary>What the compiler wrote of the documentation in the code, as plain text.</summary>
internal static partial class Summaries
{
    private static readonly Dictionary<Assembly, Dictionary<string, XElement>> Read = [];

    /// <summary>The summary of an operation's handler.</summary>
    public static string Of(MethodInfo method)
    {
        var start = $"M:{method.DeclaringType!.FullName}.{method.Name}(";
        return Text(Members(method.DeclaringType).Single(member => member.Key.StartsWith(start, StringComparison.Ordinal)).Value.Element("summary")!);
    }

    public static string Of(Type contract) => Text(Members(contract)[$"T:{contract.FullName}"].Element("summary")!);

    /// <summary>The summary of a member; of a positional record it is the parameter's.</summary>
    public static string Of(PropertyInfo property)
    {
        var members = Members(property.DeclaringType!);
        var element = members.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}")?.Element("summary")
            ?? members[$"T:{property.DeclaringType.FullName}"].Elements("param").SingleOrDefault(param => (string?)param.Attribute("name") == property.Name);
        Assert.True(element is not null, $"{property.DeclaringType.Name}.{property.Name} has no summary.");
        return Text(element);
    }

    private static Dictionary<string, XElement> Members(Type type)
    {
        lock (Read)
        {
            return Read.TryGetValue(type.Assembly, out var members) ? members : Read[type.Assembly] = XDocument
                .Load(Path.ChangeExtension(type.Assembly.Location, ".xml"))
                .Descendants("member")
                .ToDictionary(member => (string)member.Attribute("name")!);
        }
    }

    private static string Text(XElement element)
    {
        var text = Spaces().Replace(string.Concat(element.Nodes().Select(Text)), " ").Trim();

        // The packages say "Gets …" of a member, which a reader of JSON does not get.
        return text.StartsWith("Gets ", StringComparison.Ordinal) ? char.ToUpperInvariant(text[5]) + text[6..] : text;
    }

    private static string Text(XNode node) => node switch
    {
        XElement { Name.LocalName: "see" } reference => $"`{((string?)reference.Attribute("cref") ?? (string?)reference.Attribute("langword") ?? "").Split('.')[^1]}`",
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement other => other.Value,
        _ => ((XText)node).Value,
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
