"""Makes a well-formed body for a schema: the least that its types and bounds allow."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import uuid4

from msgspec import inspect as types

_AT = datetime(2026, 3, 17, 11, 0, tzinfo=UTC)


def body_for(schema: type) -> Any:
    """Return JSON-ready data that *schema* accepts, with optional fields left out."""
    return _least(types.type_info(schema))


def _least(kind: types.Type) -> Any:
    if isinstance(kind, types.Metadata):
        examples = (kind.extra_json_schema or {}).get("examples")
        return examples[0] if examples else _least(kind.type)
    if isinstance(kind, types.StructType):
        return {
            field.encode_name: _least(field.type)
            for field in kind.fields
            if field.required
        } | _tag(kind)
    if isinstance(kind, types.UnionType):
        return _least(next(one for one in kind.types if not _is_none(one)))
    if isinstance(kind, types.ListType | types.CollectionType):
        return [_least(kind.item_type) for _ in range(kind.min_length or 0)]
    return _OTHERS[type(kind)](kind)


def _tag(struct: types.StructType) -> dict[str, Any]:
    return {} if struct.tag is None else {str(struct.tag_field): struct.tag}


def _is_none(kind: types.Type) -> bool:
    return isinstance(kind, types.NoneType)


def _number(kind: types.IntType) -> int:
    if kind.ge is not None:
        return max(kind.ge, 1)
    return 1 if kind.gt is None else kind.gt + 1


_OTHERS: dict[type, Any] = {
    types.StrType: lambda kind: "x" * max(kind.min_length or 0, 1),
    types.IntType: _number,
    types.UUIDType: lambda _: str(uuid4()),
    types.DateType: lambda _: date(2026, 3, 17).isoformat(),
    types.DateTimeType: lambda _: _AT.isoformat(),
    types.TimeType: lambda _: time(10).isoformat(),
    types.BoolType: lambda _: True,
    types.FloatType: lambda _: 1.0,
    types.LiteralType: lambda kind: kind.values[0],
    types.EnumType: lambda kind: next(iter(kind.cls)).value,
    types.DictType: lambda _: {},
    types.AnyType: lambda _: {},
}
