namespace HealthKit.Npgsql.Databases;

/// <summary>Whether one count comes and goes with another, from their growth between readings. Not thread-safe.</summary>
internal sealed class SharedPace
{
    private const int ReadingsNeeded = 5;

    /// <summary>By Student's t for a correlation of none: chance reaches it about once in a thousand times with ten readings, seldom more often with fewer.</summary>
    private const double Significant = 4.5;

    private int _readings;
    private double _meanOfCause;
    private double _meanOfEffect;
    private double _cause;
    private double _effect;
    private double _together;

    /// <summary>Effects for each further cause, by least squares; 0 before there are enough readings or while the cause keeps one pace.</summary>
    public double Slope => _readings >= ReadingsNeeded && _cause > 0 ? _together / _cause : 0;

    /// <summary>True when they follow each other more closely than chance makes them.</summary>
    public bool IsSignificant
    {
        get
        {
            if (_readings < ReadingsNeeded || _cause <= 0 || _effect <= 0 || _together <= 0)
            {
                return false;
            }

            var square = Math.Min(1, _together * _together / (_cause * _effect));
            return square * (_readings - 2) >= Significant * Significant * (1 - square);
        }
    }

    /// <summary>Adds the growth of both between two readings (Welford's update).</summary>
    public void Add(double cause, double effect)
    {
        _readings++;
        var (apart, astray) = (cause - _meanOfCause, effect - _meanOfEffect);
        _meanOfCause += apart / _readings;
        _meanOfEffect += astray / _readings;
        _cause += apart * (cause - _meanOfCause);
        _effect += astray * (effect - _meanOfEffect);
        _together += apart * (effect - _meanOfEffect);
    }
}
