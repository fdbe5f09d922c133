using Microsoft.AspNetCore.Mvc;

namespace HealthKit.Hosts;

/// <summary>Reached by conventional routes only.</summary>
public sealed class HomeController : Controller
{
    public IActionResult Index() => Content("home");

    public IActionResult About(int id) => Content($"about {id}");
}
