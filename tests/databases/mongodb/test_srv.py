"""`mongodb+srv://`: the servers are those that DNS names, asked over the wire."""

import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import dns.flags
import dns.message
import dns.rdataclass
import dns.rdatatype
import dns.resolver
import dns.rrset
import pytest

import servers
from mockcraft.database import engine_of
from mockcraft.databases.mongodb.address import address_of
from mockcraft.engine import run
from mockcraft.errors import UserError
from mockcraft.sink import LoadOptions
from mockcraft.sinks.database import DatabaseSink
from plans import MakePlan

HOST, SERVER = "cluster.shop.test", "one.cluster.shop.test"


class NameServer(threading.Thread):
    """A DNS server of these records, by type and name, over UDP on a free port of this machine."""

    def __init__(self, records: dict[tuple[str, str], list[str]]) -> None:
        super().__init__()
        self.records = records
        self.asked: set[tuple[str, str]] = set()
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    def run(self) -> None:
        """Answers until a message is empty."""
        while data := (received := self.socket.recvfrom(4_096))[0]:
            self.socket.sendto(self.answer(data), received[1])

    def answer(self, data: bytes) -> bytes:
        query = dns.message.from_wire(data)
        (question,) = query.question
        name = question.name.to_text(omit_final_dot=True).lower()
        key = dns.rdatatype.to_text(question.rdtype), name
        self.asked.add(key)
        made = dns.message.make_response(query, recursion_available=True)
        if found := self.records.get(key):
            made.answer.append(dns.rrset.from_text(question.name, 60, "IN", key[0], *found))
        return made.to_wire()

    def close(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.sendto(b"", ("127.0.0.1", self.port))
        self.join()
        self.socket.close()


@pytest.fixture
def names(mongodb_server: servers.MongoDB, monkeypatch: pytest.MonkeyPatch) -> Iterator[NameServer]:
    """A name server that knows where the tests' MongoDB is, asked by the whole process."""
    parts = urlsplit(mongodb_server.uri)
    records = {
        ("SRV", f"_mongodb._tcp.{HOST}"): [f"0 0 {parts.port} {SERVER}."],
        ("TXT", HOST): ['"authSource=admin"'],
        ("A", SERVER): [socket.gethostbyname(parts.hostname or "")],
    }
    made = NameServer(records)
    made.start()
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], made.port
    monkeypatch.setattr(dns.resolver, "default_resolver", resolver)
    dns.resolver.override_system_resolver(resolver)
    yield made
    dns.resolver.restore_system_resolver()
    made.close()


def test_servers_that_dns_names_are_filled(
    make_plan: MakePlan, mongodb_server: servers.MongoDB, names: NameServer
) -> None:
    uri = mongodb_server.new_database()
    parts = urlsplit(uri)
    login = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
    url = f"mongodb+srv://{login}{HOST}{parts.path}?tls=false&srvMaxHosts=2"
    plan = make_plan("  users: {count: 40, columns: {id: sequence, name: firstname}}\n")
    run(plan, DatabaseSink(engine_of(url), url, LoadOptions(), 16), batch_rows=8)
    database = servers.MongoDB(uri).database()
    with database.client:
        assert 40 == database.users.count_documents({})
    mongodb_server.drop_database(uri)

    assert {("SRV", f"_mongodb._tcp.{HOST}"), ("TXT", HOST), ("A", SERVER)} <= names.asked


@pytest.mark.parametrize("option", ["srvMaxHosts=2", "srvServiceName=shop"])
def test_options_of_dns_are_read(option: str) -> None:
    assert f"{HOST}/db" == address_of(f"mongodb+srv://u:pw@{HOST}/db?{option}").shown


@pytest.mark.parametrize("hosts", [f"{HOST}:27017", f"{HOST},other.shop.test"])
def test_ports_and_several_hosts_are_told_to_be_of_dns(hosts: str) -> None:
    with pytest.raises(UserError, match="which DNS does for mongodb.srv") as caught:
        address_of(f"mongodb+srv://u:secret@{hosts}/db")

    assert "secret" not in str(caught.value)
