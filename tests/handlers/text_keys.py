"""The keys of all texts that the code uses, found in its source.

A computed key is found by the enum in its annotation.
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any, get_args, get_type_hints

import handlers
from services.units import Option

ROOT = Path(handlers.__file__).parent.parent
KEY = re.compile(r"[a-z]+(-[a-z0-9]+)+")


def modules() -> Iterator[tuple[dict[str, Any], ast.Module]]:
    """Yield the namespace and the syntax tree of each module that uses texts."""
    for path in (path for folder in ("handlers", "bot") for path in (ROOT / folder).rglob("*.py")):
        if path.stem == "__main__":
            continue
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        import_module(name)
        yield vars(sys.modules[name]), ast.parse(path.read_text(encoding="utf-8"))


def literal_keys() -> set[str]:
    """Return all strings in the code that look like keys."""
    return {
        node.value
        for _, source in modules()
        for node in ast.walk(source)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.fullmatch(node.value)
    }


def computed_keys() -> set[str]:
    """Return the keys that the code computes; raise LookupError if the annotations do not determine a key."""
    keys = {option.text_key for options in _subclasses(Option) for option in options}
    for names, source in modules():
        for function in ast.walk(source):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                for key in _arguments(function):
                    keys |= _Scope(names, function).values(key)
    return keys


def _subclasses(kind: type[Option]) -> Iterator[type[Option]]:
    yield kind
    for subclass in kind.__subclasses__():
        yield from _subclasses(subclass)


def _arguments(function: ast.AST) -> Iterator[ast.expr]:
    """Yield the first argument of each call of `texts` in *function*."""
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Name("texts") | ast.Attribute(attr="texts"), args=[key, *_]):
                yield key


class _Scope:
    """The values that the names in a function may have."""

    def __init__(self, names: dict[str, Any], function: ast.AST) -> None:
        self._names = names
        self._types: dict[str, ast.expr] = {}
        self._loops: defaultdict[str, list[ast.expr]] = defaultdict(list)
        for node in ast.walk(function):
            match node:
                case ast.arg(name, ast.expr() as annotation) | ast.AnnAssign(ast.Name(name), annotation):
                    self._types[name] = annotation
                case ast.comprehension(ast.Name(name), values) | ast.For(ast.Name(name), values):
                    self._loops[name].append(values)

    def values(self, key: ast.expr) -> set[str]:
        """Return what *key* may be; a variable without an enum's type holds one of the literal keys."""
        match key:
            case ast.JoinedStr([ast.Constant(str(prefix)), ast.FormattedValue(value)]):
                found = {f"{prefix}{one}" for one in self._parts(value)}
                if not found:
                    raise LookupError(f"which texts are {ast.unparse(key)}? Annotate {ast.unparse(value)}")
                return found
            case ast.JoinedStr():
                raise LookupError(f"{ast.unparse(key)} is not a prefix and a value")
            case ast.Subscript(ast.Name(table)):
                texts: dict[Enum, str] = self._names[table]
                missing = set(next(iter(texts)).__class__.__members__.values()) - texts.keys()
                if missing:
                    raise LookupError(f"{table} has no text for {missing}")
                return set(texts.values())
            case ast.Name(name) if name in self._types:
                return {str(one) for one in self._parts(key)}
        return set()

    def _parts(self, value: ast.expr) -> Iterable[object]:
        match value:
            case ast.BinOp(op=ast.Mod(), right=ast.Constant(int(number))):
                return range(number)
            case ast.Name(name) if name in self._loops:
                return {one for values in self._loops[name] for one in self._iterated(values)}
        return [member for kind in self._types_of(value) if issubclass(kind, Enum) for member in kind]

    def _types_of(self, value: ast.expr) -> Iterator[type]:
        match value:
            case ast.Name(name) if name in self._types:
                yield from _classes(self._evaluated(self._types[name]))
            case ast.Attribute(owner, attribute):
                for kind in self._types_of(owner):
                    yield from _classes(get_type_hints(kind)[attribute])

    def _iterated(self, values: ast.expr) -> Iterable[object]:
        try:
            return list(self._evaluated(values))
        except NameError:  # of a variable of the function
            return ()

    def _evaluated(self, expression: ast.expr) -> Any:  # noqa: ANN401 - a class, a union or something to iterate over
        return eval(ast.unparse(expression), self._names)  # noqa: S307 - the bot's own source


def _classes(annotation: Any) -> Iterator[type]:  # noqa: ANN401 - a class, or a union of classes
    yield from (kind for kind in get_args(annotation) or (annotation,) if isinstance(kind, type))
