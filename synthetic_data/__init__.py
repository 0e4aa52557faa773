"""The synthetic city: one contract per catalog, the latent world they share, and the effects planted in it."""
