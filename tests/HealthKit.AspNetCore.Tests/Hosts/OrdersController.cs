using Microsoft.AspNetCore.Mvc;

namespace HealthKit.Hosts;

[Route("api/orders")]
public sealed class OrdersController : Controller
{
    [HttpGet("{id:int}")]
    public IActionResult Get(int id) => id == 404 ? NotFound() : Ok(id);

    [HttpPost]
    public IActionResult Create() => Created("/api/orders/1", null);

    [HttpGet("broken")]
    public IActionResult Broken() => throw new InvalidOperationException(Request.Path);

    [HttpPost("upload"), DisableRequestSizeLimit]
    public IActionResult Upload() => Ok();
}
