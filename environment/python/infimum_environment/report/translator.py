"""Teaches papermill to write and to read parameters in Java."""

from papermill.exceptions import PapermillException
from papermill.models import Parameter
from papermill.translators import Translator, papermill_translators

from .parameters import declarations, java


class JavaTranslator(Translator):
    """Plain assignments; the types come from the notebook's own `parameters` cell."""

    @classmethod
    def translate(cls, val):
        try:
            return java(val)
        except ValueError as error:
            raise PapermillException(str(error)) from None

    @classmethod
    def comment(cls, cmt_str):
        return f"// {cmt_str}"

    @classmethod
    def assign(cls, name, str_val):
        return f"{name} = {str_val};"

    @classmethod
    def codify(cls, parameters, comment="Parameters of this run"):
        lines = [cls.comment(comment), *(cls.assign(name, cls.translate(val)) for name, val in parameters.items())]
        return "\n".join(lines)

    @classmethod
    def inspect(cls, parameters_cell):
        return [Parameter(d.name, d.type, d.value, d.help) for d in declarations(parameters_cell["source"])]


papermill_translators.register("java", JavaTranslator)
