"""产品审查: run under conditions that the partner cannot foresee, check what would leave, decide."""
