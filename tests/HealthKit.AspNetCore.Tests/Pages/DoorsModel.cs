using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace HealthKit.Pages;

/// <summary>A page that takes one value and a number: no form.</summary>
public sealed class DoorsModel : PageModel
{
    [BindProperty]
    public int Hour { get; set; }

    public IActionResult OnPost(string? returnUrl = null) => LocalRedirect(returnUrl ?? "/");
}
