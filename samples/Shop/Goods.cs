namespace Shop;

/// <summary>Something the shop sells.</summary>
/// <param name="Id">As forms name it.</param>
/// <param name="Name">As people call it.</param>
/// <param name="Price">In euro.</param>
/// <param name="Picture">The parts of its drawing, 120 by 80.</param>
internal sealed record Good(string Id, string Name, decimal Price, string Picture)
{
    public static IReadOnlyList<Good> All { get; } =
    [
        new("bread", "Sourdough loaf", 4.20m, """<ellipse class="shade" cx="60" cy="68" rx="44" ry="6"/><path class="a" d="M16 52c0-22 20-34 44-34s44 12 44 34c0 10-8 16-18 16H34c-10 0-18-6-18-16z"/><path class="b" d="m38 32 8 14M56 26l8 16M76 28l8 14"/>"""),
        new("oil", "Olive oil, half a litre", 9.80m, """<ellipse class="shade" cx="60" cy="70" rx="26" ry="5"/><path class="c" d="M52 8h16v14c0 6 10 8 10 18v30H42V40c0-10 10-12 10-18z"/><path class="d" d="M42 44h36v16H42z"/>"""),
        new("coffee", "Coffee of the house", 2.60m, """<ellipse class="shade" cx="58" cy="70" rx="34" ry="5"/><path class="e" d="M30 28h56v22a20 20 0 0 1-20 20H50a20 20 0 0 1-20-20z"/><path class="f" d="M86 34h6a9 9 0 0 1 0 18h-7M46 20c-4-5 4-7 0-12M60 20c-4-5 4-7 0-12"/>"""),
    ];

    /// <summary>The price as the shop writes it everywhere, on its pages and on the phone.</summary>
    public string PriceText => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Price:0.00} EUR");
}
