"""Where mysql:// leads: the URL, the option file and the environment."""

import pwd
import shlex
from pathlib import Path

import pytest

from mockcraft.databases.mysql import ENGINE
from mockcraft.databases.mysql.address import Address, address_of
from mockcraft.databases.mysql.tls import Tls
from mockcraft.errors import UserError


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the option file is looked for in."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("LOGNAME", "somebody")
    for name in ("MYSQL_PWD", "MYSQL_HOST", "MYSQL_TCP_PORT", "MYSQL_UNIX_PORT"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_a_url_says_all_there_is_to_know() -> None:
    found = address_of(
        "mysql://ann%40x:p%40s%2Fs%25@db.example:3307/shop?ssl-mode=VERIFY_CA&ssl_ca=/ca.pem"
        "&ssl-cert=/c.pem&ssl-key=/k.pem&connect-timeout=3"
    )

    assert (
        Address(
            "db.example", 3307, "ann@x", "p@s/s%", "shop", "",
            Tls("verify_ca", "/ca.pem", "/c.pem", "/k.pem"), 3, "the URL",
        )
    ) == found  # fmt: skip
    assert "db.example:3307/shop" == found.shown
    assert "p@s/s%" not in repr(found)


@pytest.mark.parametrize(
    ("url", "host", "port", "user", "shown"),
    [
        ("mysql://h/d", "h", 3306, "somebody", "h:3306/d"),
        ("mariadb://u@h/d", "h", 3306, "u", "h:3306/d"),
        ("mysql://u@[::1]:3310/d", "::1", 3310, "u", "[::1]:3310/d"),
        ("mysql:///d", "localhost", 3306, "somebody", "localhost:3306/d"),
        ("mysql://u@/d?socket=/run/x.sock", "localhost", 3306, "u", "/run/x.sock/d"),
        ("mysql://u@localhost/d?unix_socket=/run/x.sock", "localhost", 3306, "u", "/run/x.sock/d"),
        ("mysql://h/d%2Fe", "h", 3306, "somebody", "h:3306/d/e"),
    ],
)
def test_what_a_url_leaves_out_has_a_default(
    url: str, host: str, port: int, user: str, shown: str
) -> None:
    found = address_of(url)

    assert (host, port, user, shown) == (found.host, found.port, found.user, found.shown)


@pytest.mark.parametrize("query", ["keys=later", "KEYS=later", "keys=%6cater&connect-timeout=3"])
def test_a_url_asks_for_late_keys_in_any_way_that_queries_are_written(query: str) -> None:
    assert address_of(f"mysql://u@h/d?{query}").keys_later
    assert ENGINE.capable is not None
    assert ENGINE.capable(f"mysql://u@h/d?{query}").keys_wait
    assert not ENGINE.capable("mysql://u@h/keys=later").keys_wait


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://u:sesame", "cannot be read"),
        ("mysql://u:sesame@h", "names no database"),
        ("mysql://u:sesame@h/", "names no database"),
        ("mysql://u:sesame/x@h/d", "cannot be read"),
        ("mysql://u:ses?ame=1@h/d", "cannot be read"),
        ("mysql://u:ses#ame@h/d", "cannot be read"),
        ("mysql://u:sesame@h/d/e", "cannot be read"),
        ("mysql://u:sesame@[::1/d", "cannot be read"),
        ("mysql://u:sesame@h:x/d", "cannot be read"),
        ("mysql://u:sesame@h:0/d", "the port of the MySQL URL is not a whole number from 1 to 65535"),
        ("mysql://u:sesame@h:65536/d", "the port of the MySQL URL is not a whole number from 1 to 65535"),
        ("mysql://u:sesame@h/d?connect_timeout=x", "the connect_timeout of the MySQL URL is not"),
        ("mysql://u:sesame@h/d?charset=latin1", "parameter 'charset': text is always sent as UTF-8"),
        ("mysql://u@h/d?password=sesame", "a password stands before the host"),
        ("mysql://u:sesame@h/d?sslmodus=on", 'which is not known (did you mean "ssl_mode"?)'),
        ("mysql://u:sesame@h/d?keys=now", "has keys=now (give keys=later, or leave it out)"),
        ("mysql://u:sesame@h/d?ssl-mode=on", "ssl-mode 'on' is not known (one of: disabled, preferred"),
    ],
)  # fmt: skip
def test_a_url_that_is_wrong_is_refused_and_never_quoted(url: str, said: str) -> None:
    with pytest.raises(UserError) as caught:
        address_of(url)

    assert said in str(caught.value)
    assert not any(
        piece in str(caught.value) for piece in ("sesame", "ses?", "ses#", "ame"[:3] + "@")
    )


def test_the_url_stands_before_the_option_file_and_that_before_the_environment(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MYSQL_PWD", "of the environment")
    monkeypatch.setenv("MYSQL_TCP_PORT", "3309")

    def passwords() -> tuple[str, str]:
        return address_of("mysql://u@h/d").password, address_of("mysql://u:url@h/d").password

    assert ("of the environment", "url") == passwords()
    (home / ".my.cnf").write_text("[client]\npassword = of the file\n")
    assert ("of the file", "url") == passwords()
    assert 3309 == address_of("mysql://u@h/d").port


def test_the_option_file_is_read_as_the_programs_of_the_servers_read_it(home: Path) -> None:
    (home / ".my.cnf").write_text(
        "!includedir /nowhere\n[mysqld]\nuser=mysql\nport=1\nskip-networking\n# a comment\n"
        "[client]\nuser = 'ann' # she\npassword=\"a#b\\\\c\\sd\"\nport=3308\nsocket=/run/s.sock\nunknown-option=1\n"
        "[client-mariadb]\nport=3310\nssl-verify-server-cert\n; another\n"
        "[mockcraft]\ndatabase = tests\nhost=db   # where\n"
    )
    found = address_of("mysql://")

    assert ("db", 3310, "ann", "a#b\\c d", "tests") == (
        found.host, found.port, found.user, found.password, found.database
    )  # fmt: skip
    assert "/run/s.sock" == found.socket
    assert "" == address_of("mysql://elsewhere/d").socket


@pytest.mark.parametrize(
    ("lines", "mode"),
    [
        ("skip-ssl", "disabled"),
        ("ssl-mode=REQUIRED", "required"),
        ("ssl-ca=/x.pem", "verify_ca"),
        ("ssl-verify-server-cert=1", "verify_identity"),
        ("ssl-verify-server-cert=0", "preferred"),
    ],
)
def test_tls_is_that_of_the_option_file(home: Path, lines: str, mode: str) -> None:
    (home / ".my.cnf").write_text(f"[client]\n{lines}\n")

    assert mode == address_of("mysql://h/d").tls.mode


def test_an_option_file_that_anybody_may_write_to_is_refused(home: Path) -> None:
    file = home / ".my.cnf"
    file.write_text("[client]\npassword=x\n")
    file.chmod(0o666)

    with pytest.raises(UserError, match=r"\.my\.cnf may be written by everybody \(chmod 600"):
        address_of("mysql://h/d")


def test_an_option_file_that_cannot_be_read_is_named(home: Path) -> None:
    (home / ".my.cnf").mkdir(mode=0o700)

    with pytest.raises(UserError, match=r"\.my\.cnf cannot be read: is a directory"):
        address_of("mysql://h/d")


def test_a_user_without_a_home_or_a_name_needs_a_url_that_says_everything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unknown(*given: object) -> None:
        raise KeyError("getpwuid(): uid not found: 12345")

    for name in ("HOME", "LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", unknown)

    assert ("u", "p") == (
        address_of("mysql://u:p@h/d").user,
        address_of("mysql://u:p@h/d").password,
    )
    with pytest.raises(UserError, match="names no user, and the system has none"):
        address_of("mysql://h/d")


def test_the_command_to_look_further_asks_for_a_password_that_it_does_not_find(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def looked(url: str) -> list[str]:
        return shlex.split(ENGINE.look(url, "t"))

    assert "-p" in looked("mysql://u:sesame@h/d")
    assert "-p" not in looked("mysql://u@h/d")
    monkeypatch.setenv("MYSQL_PWD", "sesame")
    assert "-p" not in looked("mysql://u@h/d")
    monkeypatch.delenv("MYSQL_PWD")
    (home / ".my.cnf").write_text("[client]\npassword=sesame\n")
    assert "-p" not in looked("mysql://u@h/d")
    (home / ".my.cnf").write_text("[mockcraft]\npassword=sesame\n")
    assert "-p" in looked("mysql://u@h/d")


def test_certificates_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"there is no ssl-ca /none\.pem \(correct its path\)"):
        Tls("verify_ca", "/none.pem").arguments()
    (tmp_path / "ca.pem").write_text("no certificate")
    with pytest.raises(UserError, match=r"certificates cannot be read: .*ca\.pem\)"):
        Tls("verify_ca", str(tmp_path / "ca.pem")).arguments()


def test_only_modes_that_verify_check_the_certificate() -> None:
    assert ({}, {"ssl_disabled": True}) == (Tls().arguments(), Tls("disabled").arguments())
    checked = {
        mode: (context.verify_mode.name, context.check_hostname)
        for mode in ("required", "verify_ca", "verify_identity")
        for context in [Tls(mode).arguments()["ssl"]]
    }
    assert {
        "required": ("CERT_NONE", False),
        "verify_ca": ("CERT_REQUIRED", False),
        "verify_identity": ("CERT_REQUIRED", True),
    } == checked
