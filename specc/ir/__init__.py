"""The intermediate representation (IR): frozen dataclasses that import no other package."""
