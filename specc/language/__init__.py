"""The spec language: Pydantic models, a file for each block and each alternative, and their validation."""
