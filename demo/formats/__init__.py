"""The sample city's adverts in each family's true format: one module a family, pure functions to bytes."""
