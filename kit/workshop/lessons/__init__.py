"""The questions of the day, one module per notebook. Right answers are computed here from the kit and the city, never written down."""
