using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NextAuthApi;

namespace Shop.Pages;

/// <summary>What a person reads when something is broken; why is in the log.</summary>
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true)]
internal sealed class ErrorModel : PageModel
{
    public string Words { get; private set; } = "";

    public void OnGet() => Words = HttpContext.Features.Get<IExceptionHandlerFeature>()?.Error is HttpRequestException or NextAuthApiException
        ? "The login service does not answer just now. Try again in a moment."
        : "Something went wrong on our side. Try again in a moment.";

    public void OnPost() => OnGet();
}
