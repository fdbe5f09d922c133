namespace HealthKit.Evidence;

/// <summary>How an endpoint was recognised as one that signs callers in.</summary>
public enum AuthEndpointSign
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>By names alone: of its route, such as "login" or "token", or of the model that it takes, such as LoginRequest.</summary>
    Route,

    /// <summary>By the host's marker.</summary>
    Marked,

    /// <summary>By a sign-in that was seen in a request to it.</summary>
    SignInSeen,
}
