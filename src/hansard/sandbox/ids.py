"""Node ids in GitHub's newer form: a prefix for the type, then base64 of a packed list of numbers.

A client must treat them as opaque. They follow from the history alone, so two servers over one history agree.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error

# Database ids: all beyond 31 bits, where GitHub's are.
ITEM_BASE = 3_000_000_000
REMARK_BASE = 3_400_000_000
LABEL_BASE = 7_000_000_000
EVENT_BASE = 21_000_000_000
ACCOUNT_BASE = 200_000_000


def encode(prefix: str, *numbers: int | str) -> str:
    packed = bytes([0x90 | len(numbers)]) + b"".join(map(_pack, numbers))
    return f"{prefix}_{urlsafe_b64encode(packed).decode().rstrip('=')}"


def decode(node_id: str) -> tuple[str, list[int | str]] | None:
    """The prefix and numbers of an id, None if it is none of ours."""
    prefix, _, rest = node_id.partition("_")
    try:
        packed = urlsafe_b64decode(rest + "=" * (-len(rest) % 4))
        return prefix, _unpack(packed)
    except (Base64Error, IndexError, UnicodeError, ValueError):
        return None


def _pack(value: int | str) -> bytes:
    if isinstance(value, str):
        data = value.encode()
        return bytes([0xD9, len(data)]) + data
    if value < 0x80:
        return bytes([value])
    if value < 1 << 32:
        return b"\xce" + value.to_bytes(4, "big")
    return b"\xcf" + value.to_bytes(8, "big")


def _unpack(packed: bytes) -> list[int | str]:
    values: list[int | str] = []
    place = 1
    while place < len(packed):
        mark = packed[place]
        size = {0xD9: 0, 0xCE: 4, 0xCF: 8}.get(mark)
        if size is None:
            values.append(mark)
            place += 1
        elif mark == 0xD9:
            end = place + 2 + packed[place + 1]
            values.append(packed[place + 2 : end].decode())
            place = end
        else:
            values.append(int.from_bytes(packed[place + 1 : place + 1 + size], "big"))
            place += 1 + size
    if packed[0] != 0x90 | len(values):
        raise ValueError("not one of our ids")
    return values


def foreign(name: str) -> int:
    """The database id of another repository: some number that follows from its name."""
    return 800_000_000 + int.from_bytes(name.encode()[-3:], "big")
