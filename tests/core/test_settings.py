"""What the operator may set, and how a mistake is named."""

import multiprocessing
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distribution.core.settings import (
    BadSettingError,
    Settings,
    decode_master_key,
    encode_master_key,
    master_key,
    networks,
    read_settings,
)

KEY = encode_master_key(bytes(range(32)))


def test_without_variables_data_lie_in_the_users_own_directory(tmp_path):
    read = read_settings({"XDG_DATA_HOME": str(tmp_path)})
    assert read.data_dir == tmp_path / "kromka"
    assert (read.host, read.port, read.workers) == ("127.0.0.1", 8000, 1)
    assert read.database_url is None
    assert read.sms_sender == "console"


def test_an_empty_variable_counts_as_not_set(tmp_path):
    read = read_settings({"KROMKA_PORT": "  ", "KROMKA_DATA_DIR": str(tmp_path)})
    assert read.port == 8000


def test_every_variable_is_read(tmp_path):
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    certificate.touch()
    key.touch()
    (tmp_path / "postgres").touch()
    read = read_settings(
        {
            "KROMKA_DATA_DIR": str(tmp_path),
            "KROMKA_DATABASE_URL": "postgresql://service@db/kromka",
            "KROMKA_OWNER_URL": "postgresql://owner@db/kromka",
            "KROMKA_PG_BIN": str(tmp_path),
            "KROMKA_MASTER_KEY": KEY,
            "KROMKA_PUBLIC_URL": "https://paczki.example.org/",
            "KROMKA_CENTRE": "krasnik",
            "KROMKA_HOST": "::",
            "KROMKA_PORT": "8443",
            "KROMKA_WORKERS": "3",
            "KROMKA_TLS_CERT": str(certificate),
            "KROMKA_TLS_KEY": str(key),
            "KROMKA_TRUSTED_PROXIES": "10.0.0.0/8, 192.168.1.1",
            "KROMKA_SMSAPI_TOKEN": "token",
            "KROMKA_SMSAPI_FROM": "MOPS",
            "KROMKA_ROADS": "valhalla",
        }
    )
    assert read == Settings(
        data_dir=tmp_path,
        database_url="postgresql://service@db/kromka",
        owner_url="postgresql://owner@db/kromka",
        pg_bin=tmp_path,
        master_key=bytes(range(32)),
        public_url="https://paczki.example.org",
        centre="krasnik",
        host="::",
        port=8443,
        workers=3,
        tls_cert=certificate,
        tls_key=key,
        trusted_proxies=("10.0.0.0/8", "192.168.1.1/32"),
        roads="valhalla",
        sms_sender="smsapi",
        smsapi_token="token",
        smsapi_from="MOPS",
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KROMKA_PORT", "osiem"),
        ("KROMKA_PORT", "0"),
        ("KROMKA_PORT", "70000"),
        ("KROMKA_WORKERS", "-1"),
        ("KROMKA_DATABASE_URL", "mysql://db/kromka"),
        ("KROMKA_PUBLIC_URL", "paczki.example.org"),
        ("KROMKA_PUBLIC_URL", "https://example.org/paczki"),
        ("KROMKA_MASTER_KEY", "za krótki"),
        ("KROMKA_MASTER_KEY", "YWJj"),
        ("KROMKA_TLS_CERT", "/nie/ma/takiego.pem"),
        ("KROMKA_TRUSTED_PROXIES", "10.0.0.0/8,proxy"),
        ("KROMKA_PG_BIN", "/tmp"),
        ("KROMKA_SMS", "gołąb"),
        ("KROMKA_ROADS", "polne"),
    ],
)
def test_a_bad_value_is_refused_by_the_name_of_its_variable(name, value):
    with pytest.raises(BadSettingError) as refused:
        read_settings({name: value})
    assert refused.value.name == name
    assert name in refused.value.says()


@pytest.mark.parametrize(
    ("environment", "missing"),
    [
        ({"KROMKA_OWNER_URL": "postgresql://o@db/k"}, "KROMKA_DATABASE_URL"),
        ({"KROMKA_SMS": "smsapi"}, "KROMKA_SMSAPI_TOKEN"),
    ],
)
def test_what_belongs_together_is_asked_for_together(environment, missing):
    with pytest.raises(BadSettingError) as refused:
        read_settings(environment)
    assert refused.value.name == missing


def test_a_certificate_without_its_key_is_refused(tmp_path):
    (tmp_path / "cert.pem").touch()
    with pytest.raises(BadSettingError) as refused:
        read_settings({"KROMKA_TLS_CERT": str(tmp_path / "cert.pem")})
    assert refused.value.name == "KROMKA_TLS_KEY"


def test_settings_do_not_show_their_secrets(tmp_path):
    read = Settings(
        data_dir=tmp_path,
        master_key=b"tajny" * 6 + b"32",
        database_url="postgresql://service:haslo@db/kromka",
        smsapi_token="sekret",
    )
    for text in (str(read), repr(read), f"{read}"):
        assert "haslo" not in text
        assert "sekret" not in text
        assert "tajny" not in text


def test_the_master_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    current = Settings(data_dir=tmp_path / "new")
    first = master_key(current)
    assert master_key(current) == first
    mode = (tmp_path / "new" / "master.key").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["master.key"]
    assert master_key(Settings(data_dir=tmp_path / "other")) != first


def test_the_master_key_of_the_environment_goes_first(tmp_path):
    current = Settings(data_dir=tmp_path, master_key=b"1" * 32)
    assert master_key(current) == b"1" * 32
    assert not list(tmp_path.iterdir())


def test_a_damaged_key_file_is_named_and_left_alone(tmp_path):
    (tmp_path / "master.key").write_text("nie klucz")
    with pytest.raises(BadSettingError) as refused:
        master_key(Settings(data_dir=tmp_path))
    assert "master.key" in refused.value.says()
    assert (tmp_path / "master.key").read_text() == "nie klucz"


def _key_at(barrier, data_dir, keys):
    barrier.wait()
    keys.put(master_key(Settings(data_dir=data_dir)))


def test_processes_that_need_the_first_key_at_once_get_the_same_one(tmp_path):
    context = multiprocessing.get_context("spawn")
    barrier, keys = context.Barrier(4), context.Queue()
    processes = [
        context.Process(target=_key_at, args=(barrier, tmp_path / "d", keys))
        for _ in range(4)
    ]
    for process in processes:
        process.start()
    found = {keys.get(timeout=30) for _ in processes}
    for process in processes:
        process.join()
    keys.close()
    keys.join_thread()
    assert len(found) == 1


@given(st.binary(min_size=32, max_size=32))
def test_a_key_survives_its_text(key):
    assert decode_master_key(encode_master_key(key)) == key


@given(st.lists(st.ip_addresses(v=4), min_size=1, max_size=5))
def test_any_list_of_addresses_is_a_list_of_networks(addresses):
    text = ", ".join(str(address) for address in addresses)
    assert networks(text) == tuple(f"{address}/32" for address in addresses)
