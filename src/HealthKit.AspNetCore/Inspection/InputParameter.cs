using System.Reflection;

namespace HealthKit.Inspection;

/// <summary>One input of an endpoint that is bound from a request.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Name">Its name.</param>
/// <param name="Member">The parameter or property itself.</param>
internal sealed record InputParameter(Type Type, string Name, ICustomAttributeProvider Member);
