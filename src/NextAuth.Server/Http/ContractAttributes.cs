namespace NextAuth.Server.Http;

/// <summary>An example of a member's value for the OpenAPI document.</summary>
/// <param name="json">The value as JSON.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ExampleAttribute(string json) : Attribute
{
    public string Json { get; } = json;
}

/// <summary>Marks a contract or a member that the published API does not have, or only those values of a member.</summary>
/// <param name="values">The values; none: all of it.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property)]
internal sealed class ExtensionAttribute(params string[] values) : Attribute
{
    public IReadOnlyList<string> Values { get; } = values;
}

/// <summary>Marks a member that the server makes: in requests it is ignored.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class MadeByServerAttribute : Attribute;

/// <summary>The name of a contract in the OpenAPI document, where it is not that of the type.</summary>
/// <param name="name">The published name.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class SchemaNameAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
