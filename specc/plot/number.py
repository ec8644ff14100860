"""The values of a program's expressions, with every setting at its default."""

from __future__ import annotations

from specc.ir.expr import (
    Add,
    Div,
    Expr,
    FloorDiv,
    Literal,
    Min,
    Mul,
    Name,
    Round,
    Setting,
    Sub,
)
from specc.ir.program import Program


class Numbers:
    """Evaluates the expressions of a program."""

    def __init__(self, program: Program):
        self._fields = {field.name: field.default for field in program.fields}
        self._derived = {item.name: item.value for item in program.derived}
        self._names = {program.data.train_constant: program.data.train_rows}

    def setting(self, name: str) -> float:
        """The default of a setting, or what follows from the others'."""
        if name in self._derived:
            return self.value(self._derived[name])
        default = self._fields[name]
        assert isinstance(default, int | float), name
        return default

    def value(self, expr: Expr) -> float:
        """The value of an expression, as in the trainer."""
        match expr:
            case Literal(int() | float() as number):
                return number
            case Setting(name):
                return self.setting(name)
            case Name(name):
                return self._names[name]
            case Mul(left, right):
                return self.value(left) * self.value(right)
            case Add(left, right):
                return self.value(left) + self.value(right)
            case Sub(left, right):
                return self.value(left) - self.value(right)
            case FloorDiv(left, right):
                return self.value(left) // self.value(right)
            case Div(left, right):
                return self.value(left) / self.value(right)
            case Round(value):
                return round(self.value(value))
            case Min(values):
                return min(map(self.value, values))
        raise TypeError(f"{type(expr).__name__} is no number")
