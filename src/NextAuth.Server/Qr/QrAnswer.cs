using Microsoft.AspNetCore.Http;
using NextAuth.Server.Http;

namespace NextAuth.Server.Qr;

/// <summary>The parameters <c>img</c> and <c>s</c>, and the answer to them.</summary>
internal static class QrAnswer
{
    private const int DefaultSize = 500;
    private const int MinSize = 64;
    private const int MaxSize = 2000;

    public static readonly ApiParameter Image = new("img", "The kind of picture; left out, the answer is the bytes that the code holds.", "png") { Values = ["png", "svg"], OurValues = ["svg"] };

    public static readonly ApiParameter Size = new("s", "The width and height of the picture in pixels.", DefaultSize) { Range = (MinSize, MaxSize), Default = DefaultSize };

    public static readonly string[] MediaTypes = [ContentType(QrFormat.Raw), ContentType(QrFormat.Png), ContentType(QrFormat.Svg)];

    public static Outcome<QrPicture> QrPicture(this ApiCall call)
    {
        var size = call.Number("s", MinSize, MaxSize, DefaultSize);
        var image = call.Query("img");
        return (size.Problem ?? image.Problem, image.Value) switch
        {
            ({ } problem, _) => problem,
            (_, null) => new QrPicture(QrFormat.Raw, (int)size.Value),
            (_, "png") => new QrPicture(QrFormat.Png, (int)size.Value),
            (_, "svg") => new QrPicture(QrFormat.Svg, (int)size.Value),
            _ => Parameters.Refuse("The parameter img must be png or svg; left out, the answer is the raw bytes."),
        };
    }

    public static IResult Of(Outcome<byte[]> content, QrFormat format) =>
        content.Failed ? content.Problem : Answer.Bytes(content.Value, ContentType(format));

    private static string ContentType(QrFormat format) => format switch
    {
        QrFormat.Png => "image/png",
        QrFormat.Svg => "image/svg+xml",
        _ => "application/octet-stream",
    };
}
