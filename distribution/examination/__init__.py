"""What ``kromka doctor`` looks at: the machine, the settings, the database."""

import importlib.util
import shutil
from collections.abc import Callable
from pathlib import Path

import asyncpg

from distribution.core import migrations
from distribution.core.errors import DomainError
from distribution.core.language import N_
from distribution.core.postgres.server import Server
from distribution.core.settings import Settings
from distribution.examination.finding import Finding, Verdict, bad, good, warning
from distribution.examination.roads import centres_roads, road_engine

OLDEST_POSTGRES = 15
FREE_BYTES_BAD = 500_000_000
FREE_BYTES_LOW = 5_000_000_000
"""Below the first, PostgreSQL may stop any day; below the second, make room soon."""


def examine_machine(current: Settings) -> list[Finding]:
    """Look at everything that can be seen without the database."""
    return [look(current) for look in _OF_THE_MACHINE]


async def examine_database(server: Server, current: Settings) -> list[Finding]:
    """Look at the database: its version, schema and roles, and the centres' roads."""
    try:
        connection = await asyncpg.connect(server.service_dsn, timeout=10)
    except (OSError, asyncpg.PostgresError) as error:
        return [bad("database", _NO_CONNECTION, problem=type(error).__name__)]
    try:
        schema = await _schema(server)
        found = [await _version(connection), schema, await _role(connection)]
        if schema.verdict is Verdict.GOOD:
            found += await centres_roads(connection, current)
        return found
    finally:
        await connection.close()


def unreachable(error: DomainError) -> Finding:
    """Return that there is no database to look at, and why."""
    return Finding("database", Verdict.BAD, error.sentence, error.facts)


_NO_CONNECTION = N_(
    "Nie można połączyć się z bazą ({problem}). Sprawdź KROMKA_DATABASE_URL i serwer."
)


def _data_dir(current: Settings) -> Finding:
    place = current.data_dir
    existing = next(path for path in (place, *place.parents) if path.exists())
    probe = existing / f".kromka-{id(current)}"
    try:
        probe.touch(exist_ok=False)
        probe.unlink()
    except OSError:
        return bad(
            "data",
            N_("Nie można pisać w {path}. Nadaj prawa albo zmień KROMKA_DATA_DIR."),
            path=str(existing),
        )
    return good("data", N_("Dane leżą w {path}."), path=str(place))


def _disk(current: Settings) -> Finding:
    place = current.data_dir
    existing = next(path for path in (place, *place.parents) if path.exists())
    free = shutil.disk_usage(existing).free
    facts = {"path": str(existing), "free": f"{free / 1e9:.1f}"}
    if free < FREE_BYTES_BAD:
        return bad(
            "disk",
            N_("W {path} zostało {free} GB. Zwolnij miejsce natychmiast."),
            **facts,
        )
    if free < FREE_BYTES_LOW:
        return warning(
            "disk", N_("W {path} zostało {free} GB. Zwolnij miejsce."), **facts
        )
    return good("disk", N_("W {path} jest {free} GB wolnego miejsca."), **facts)


def _master_key(current: Settings) -> Finding:
    path = current.data_dir / "master.key"
    if current.master_key is not None:
        return good("master key", N_("Klucz główny jest w KROMKA_MASTER_KEY."))
    if not path.exists():
        return warning(
            "master key",
            N_("Klucza głównego jeszcze nie ma; powstanie przy pierwszym użyciu."),
        )
    if path.stat().st_mode & 0o077:
        return bad(
            "master key",
            N_("Plik {path} mogą czytać inni. Uruchom: chmod 600 {path}"),
            path=str(path),
        )
    return good(
        "master key",
        N_("Klucz główny jest w {path}. Trzymaj jego kopię z dala od kopii bazy."),
        path=str(path),
    )


def _public_url(current: Settings) -> Finding:
    url = current.public_url
    if url is None and current.tls_cert is None:
        return warning(
            "address",
            N_(
                "Telefony potrzebują HTTPS: ustaw KROMKA_PUBLIC_URL na adres za proxy"
                " albo KROMKA_TLS_CERT i KROMKA_TLS_KEY. Bez tego skaner i praca bez"
                " sieci działają tylko na tym komputerze."
            ),
        )
    if url is not None and not url.startswith("https://"):
        return warning(
            "address",
            N_("{url} to nie HTTPS: aparat i praca bez sieci nie zadziałają."),
            url=url,
        )
    if url is not None and current.tls_cert is None and not current.trusted_proxies:
        return warning(
            "address",
            N_(
                "Jeśli {url} obsługuje proxy, wskaż je w KROMKA_TRUSTED_PROXIES;"
                " inaczej adresy klientów i HTTPS nie będą znane."
            ),
            url=url,
        )
    return good("address", N_("Telefony łączą się przez HTTPS."))


def _sms(current: Settings) -> Finding:
    if current.sms_sender == "console":
        return warning(
            "sms",
            N_("SMS-y nie są wysyłane naprawdę. Ustaw KROMKA_SMSAPI_TOKEN, aby były."),
        )
    if current.smsapi_from is None:
        return warning(
            "sms",
            N_("Brak pola nadawcy. Zarejestruj je i ustaw KROMKA_SMSAPI_FROM."),
        )
    return good("sms", N_("SMS-y wysyła SMSAPI jako {name}."), name=current.smsapi_from)


def _fonts(_: Settings) -> Finding:
    found = importlib.util.find_spec("font_source_sans_pro")
    places = (
        [Path(place) for place in found.submodule_search_locations or ()]
        if found
        else []
    )
    if not any(file for place in places for file in place.rglob("*.[ot]tf")):
        return bad(
            "fonts",
            N_("Brak kroju pisma do wydruków. Zainstaluj pakiet font-source-sans-pro."),
        )
    return good("fonts", N_("Krój pisma do wydruków jest na miejscu."))


_OF_THE_MACHINE: tuple[Callable[[Settings], Finding], ...] = (
    _data_dir,
    _disk,
    _master_key,
    _public_url,
    _sms,
    _fonts,
    road_engine,
)


async def _version(connection: asyncpg.Connection) -> Finding:
    version = connection.get_server_version()
    facts = {"version": f"{version.major}.{version.minor}"}
    if version.major < OLDEST_POSTGRES:
        return bad(
            "postgresql", N_("PostgreSQL {version} jest za stary: trzeba 15."), **facts
        )
    return good("postgresql", N_("PostgreSQL {version} działa."), **facts)


async def _schema(server: Server) -> Finding:
    if await migrations.is_current(server.owner_dsn or server.service_dsn):
        return good("schema", N_("Schemat bazy jest aktualny."))
    if server.owner_dsn is None:
        return bad(
            "schema",
            N_(
                "Schemat bazy jest starszy niż program. Uruchom kromka migrate"
                " z KROMKA_OWNER_URL."
            ),
        )
    return warning(
        "schema", N_("Schemat bazy jest starszy; kromka serve go podniesie.")
    )


async def _role(connection: asyncpg.Connection) -> Finding:
    row = await connection.fetchrow(
        "SELECT rolname AS role, rolsuper OR rolbypassrls AS above, EXISTS"
        " (SELECT FROM pg_class WHERE relowner = r.oid AND relkind = 'r') OR EXISTS"
        " (SELECT FROM pg_class AS c WHERE c.relname = 'centre' AND c.relkind = 'r'"
        "  AND pg_has_role(r.oid, c.relowner, 'MEMBER')) AS owns"
        " FROM pg_roles AS r WHERE rolname = current_user"
    )
    facts = {"role": row["role"]}
    if row["above"]:
        return bad(
            "role",
            N_(
                "Rola {role} omija zasady dostępu. Uruchom w bazie:"
                " ALTER ROLE {role} NOSUPERUSER NOBYPASSRLS"
            ),
            **facts,
        )
    if row["owns"]:
        return bad(
            "role",
            N_(
                "Rola {role} jest właścicielem tabel, więc zasady dostępu jej nie"
                " dotyczą. Podaj w KROMKA_DATABASE_URL inną rolę niż w"
                " KROMKA_OWNER_URL."
            ),
            **facts,
        )
    return good("role", N_("Rola {role} podlega zasadom dostępu."), **facts)
