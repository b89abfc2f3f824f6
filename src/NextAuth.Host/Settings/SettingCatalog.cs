using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace NextAuth.Host.Settings;

/// <summary>One setting.</summary>
/// <param name="Key">Its full name, e.g. <c>NextAuth:Log:Level</c>.</param>
/// <param name="Property">The property it becomes.</param>
internal sealed record Setting(string Key, PropertyInfo Property)
{
    public RangeAttribute? Range => Property.GetCustomAttribute<RangeAttribute>();

    public Type Type => Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;
}

/// <summary>All settings there are: the settable properties of every options class with a <c>Section</c>.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "The program is not trimmed.")]
internal sealed class SettingCatalog(IEnumerable<Type> options)
{
    private const string SectionField = "Section";

    private readonly ILookup<string, Type> _sections = options.ToLookup(Section, StringComparer.OrdinalIgnoreCase);

    public IEnumerable<Setting> All => _sections.SelectMany(section => section.SelectMany(type => Properties(type).Select(property => new Setting($"{section.Key}:{property.Name}", property))));

    /// <summary>Finds the options classes among what was registered: whoever adds one need not tell anybody else.</summary>
    public static SettingCatalog Of(IServiceCollection services) => new(services
        .Where(service => service.ServiceType.IsGenericType && service.ServiceType.GetGenericTypeDefinition() == typeof(IConfigureOptions<>))
        .Select(service => service.ServiceType.GenericTypeArguments[0])
        .Where(type => type.Namespace?.StartsWith("NextAuth.", StringComparison.Ordinal) is true && type.GetField(SectionField) is not null)
        .Distinct());

    public Setting? Find(string key)
    {
        var end = key.LastIndexOf(':');
        return _sections[key[..Math.Max(end, 0)]]
            .SelectMany(Properties)
            .Where(property => property.Name.Equals(key[(end + 1)..], StringComparison.OrdinalIgnoreCase))
            .Select(property => new Setting($"{Section(property.DeclaringType!)}:{property.Name}", property))
            .FirstOrDefault();
    }

    /// <summary>The settings of the section a key seems to be in, for a message to somebody who mistyped one.</summary>
    public IEnumerable<string> Near(string key) => _sections.Contains(key[..Math.Max(key.LastIndexOf(':'), 0)])
        ? _sections[key[..key.LastIndexOf(':')]].SelectMany(Properties).Select(static property => property.Name)
        : _sections.Select(static section => section.Key + ":…");

    private static string Section(Type type) => (string)type.GetField(SectionField)!.GetRawConstantValue()!;

    private static IEnumerable<PropertyInfo> Properties(Type type) => type.GetProperties().Where(static property => property.SetMethod is { IsPublic: true });
}
