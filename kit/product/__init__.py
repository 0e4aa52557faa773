"""A product: its scenario plan, its outputs, and running its notebook. It does not know how it is judged."""
