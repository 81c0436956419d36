"""What the operator decides: the environment, read once, typed and checked.

Every variable begins with ``KROMKA_``; ``docs/operations`` lists them. An empty
variable counts as one that is not set.
"""

import base64
import binascii
import os
import secrets
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from typing import Literal, TypeVar
from urllib.parse import urlsplit

import msgspec

from distribution.core.errors import ConflictError
from distribution.core.language import N_

MASTER_KEY_BYTES = 32
"""Length of the key that wraps the signing keys and personal data (AES-256)."""

SmsSender = Literal["console", "smsapi"]

RoadEngine = Literal["own", "valhalla"]

T = TypeVar("T")


class BadSettingError(ConflictError):
    """A variable of the environment cannot be used as it is."""

    reason = "bad_setting"
    sentence = N_("Ustawienie {name} jest błędne: {problem}")


class Settings(msgspec.Struct, frozen=True):
    """The operator's choices. ``str()`` of it shows no secret."""

    data_dir: Path
    database_url: str | None = None
    owner_url: str | None = None
    pg_bin: Path | None = None
    master_key: bytes | None = None
    public_url: str | None = None
    centre: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    tls_cert: Path | None = None
    tls_key: Path | None = None
    trusted_proxies: tuple[str, ...] = ()
    sms_sender: SmsSender = "console"
    smsapi_token: str | None = None
    smsapi_from: str | None = None
    smsapi_url: str = "https://api.smsapi.pl"
    metrics_token: str | None = None
    roads: RoadEngine = "own"
    demo: bool = False
    """Whether the sign-in page names the demo's people; ``serve --demo`` sets it."""

    def __repr__(self) -> str:
        return f"Settings(data_dir={self.data_dir}, host={self.host}, port={self.port})"

    __str__ = __repr__


@cache
def settings() -> Settings:
    """Return the settings of this process, read from its environment once.

    Raises:
        BadSettingError: A variable holds what cannot be used; names the variable.
    """
    return read_settings(os.environ)


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Return the settings that *environment* holds.

    Raises:
        BadSettingError: A variable holds what cannot be used; names the variable.
    """
    values = _Values(environment)
    token = values.text("KROMKA_SMSAPI_TOKEN")
    read = Settings(
        data_dir=values.read("KROMKA_DATA_DIR", _path) or _default_data_dir(values),
        database_url=values.read("KROMKA_DATABASE_URL", _postgres_url),
        owner_url=values.read("KROMKA_OWNER_URL", _postgres_url),
        pg_bin=values.read("KROMKA_PG_BIN", _binaries),
        master_key=values.read("KROMKA_MASTER_KEY", decode_master_key),
        public_url=values.read("KROMKA_PUBLIC_URL", _web_origin),
        centre=values.text("KROMKA_CENTRE"),
        host=values.text("KROMKA_HOST") or "127.0.0.1",
        port=values.read("KROMKA_PORT", _between(1, 65535)) or 8000,
        workers=values.read("KROMKA_WORKERS", _between(1, 64)) or 1,
        tls_cert=values.read("KROMKA_TLS_CERT", _file),
        tls_key=values.read("KROMKA_TLS_KEY", _file),
        trusted_proxies=values.read("KROMKA_TRUSTED_PROXIES", networks) or (),
        sms_sender=values.read("KROMKA_SMS", _sms_sender)
        or ("smsapi" if token else "console"),
        smsapi_token=token,
        smsapi_from=values.text("KROMKA_SMSAPI_FROM"),
        smsapi_url=values.read("KROMKA_SMSAPI_URL", _web_origin)
        or "https://api.smsapi.pl",
        metrics_token=values.text("KROMKA_METRICS_TOKEN"),
        roads=values.read("KROMKA_ROADS", _road_engine) or "own",
        demo=values.text("KROMKA_DEMO") == "1",
    )
    _must_agree(read)
    return read


def master_key(current: Settings) -> bytes:
    """Return the installation's key, 32 bytes; make and keep one on first need.

    It comes from ``KROMKA_MASTER_KEY`` or from ``master.key`` in the data
    directory (mode 0600). Of several processes that need it first at the same
    moment, one wins and all return its key.

    Raises:
        BadSettingError: The file holds no key.
    """
    if current.master_key is not None:
        return current.master_key
    path = current.data_dir / "master.key"
    if not path.exists():
        _create_master_key(path)
    try:
        return decode_master_key(path.read_text("ascii").strip())
    except (UnicodeDecodeError, ValueError) as error:
        raise BadSettingError(name=str(path), problem=str(error)) from None


def encode_master_key(key: bytes) -> str:
    """Return *key* as it stands in the file and in ``KROMKA_MASTER_KEY``."""
    return base64.urlsafe_b64encode(key).decode("ascii")


def decode_master_key(text: str) -> bytes:
    """Return the key that *text* (URL-safe base64) holds.

    Raises:
        ValueError: It is not base64, or not 32 bytes.
    """
    try:
        key = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise ValueError(N_("to nie jest base64 (alfabet URL)")) from None
    if len(key) != MASTER_KEY_BYTES:
        raise ValueError(N_("klucz musi mieć 32 bajty"))
    return key


def networks(text: str) -> tuple[str, ...]:
    """Return the networks (CIDR) or addresses of a comma-separated list.

    Raises:
        ValueError: One of them is neither.
    """
    found = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        try:
            found.append(str(ip_network(part)))
        except ValueError:
            raise ValueError(
                N_("podaj adresy lub sieci CIDR po przecinku, np. 10.0.0.0/8")
            ) from None
    return tuple(found)


def _create_master_key(path: Path) -> None:
    """Write a new key beside *path* and link it there, unless another was first."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o711)
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=".master-")
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(encode_master_key(secrets.token_bytes(MASTER_KEY_BYTES)) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            Path(path).hardlink_to(draft)
        except FileExistsError:
            return
    finally:
        Path(draft).unlink()


class _Values:
    """Looks variables up and names the one that is wrong."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def text(self, name: str) -> str | None:
        return self._environment.get(name, "").strip() or None

    def read(self, name: str, parse: Callable[[str], T]) -> T | None:
        text = self.text(name)
        if text is None:
            return None
        try:
            return parse(text)
        except ValueError as error:
            raise BadSettingError(name=name, problem=str(error)) from None


def _default_data_dir(values: _Values) -> Path:
    """Return where data lie by the XDG rules; ``./dev`` names its own place."""
    base = values.text("XDG_DATA_HOME")
    home = Path(base) if base else Path.home() / ".local" / "share"
    return home / "kromka"


def _path(text: str) -> Path:
    return Path(text).expanduser().absolute()


def _file(text: str) -> Path:
    path = _path(text)
    if not path.is_file():
        raise ValueError(N_("nie ma takiego pliku"))
    return path


def _binaries(text: str) -> Path:
    path = _path(text)
    if not (path / "postgres").is_file():
        raise ValueError(N_("w tym katalogu nie ma programu postgres"))
    return path


def _postgres_url(text: str) -> str:
    if urlsplit(text).scheme not in {"postgresql", "postgres"}:
        raise ValueError(N_("adres musi zaczynać się od postgresql://"))
    return text


def _web_origin(text: str) -> str:
    parts = urlsplit(text)
    bare = not (parts.path.strip("/") or parts.query or parts.fragment)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not bare:
        raise ValueError(N_("podaj sam adres, np. https://paczki.example.org"))
    return text.rstrip("/")


def _between(lowest: int, highest: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not text.isascii() or not text.isdigit():
            raise ValueError(N_("to nie jest liczba całkowita"))
        if not lowest <= int(text) <= highest:
            raise ValueError(f"{lowest}-{highest}")
        return int(text)

    return parse


def _sms_sender(text: str) -> SmsSender:
    if text == "console":
        return "console"
    if text == "smsapi":
        return "smsapi"
    raise ValueError("console, smsapi")


def _road_engine(text: str) -> RoadEngine:
    if text == "own":
        return "own"
    if text == "valhalla":
        return "valhalla"
    raise ValueError("own, valhalla")


def _must_agree(read: Settings) -> None:
    """Refuse settings that are right alone and wrong together."""
    if (read.tls_cert is None) != (read.tls_key is None):
        missing = "KROMKA_TLS_KEY" if read.tls_cert else "KROMKA_TLS_CERT"
        raise BadSettingError(
            name=missing, problem=N_("certyfikat i klucz podaje się razem")
        )
    if read.sms_sender == "smsapi" and not read.smsapi_token:
        raise BadSettingError(
            name="KROMKA_SMSAPI_TOKEN", problem=N_("wysyłka przez SMSAPI go wymaga")
        )
    if read.owner_url and not read.database_url:
        raise BadSettingError(
            name="KROMKA_DATABASE_URL",
            problem=N_("jest wymagane, gdy podano KROMKA_OWNER_URL"),
        )
