"""The spec language: Pydantic models, one file per block, and how documents are read and validated."""
