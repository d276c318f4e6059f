"""Writes what a binary consists of, for those who look for packages with known holes (CycloneDX)."""

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.factory.license import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

from inside import LIBRARIES, UNKNOWN
from mockcraft.dependencies import Package, installed

# Not from PyPI, see notices.py.
ELSEWHERE = {"cpython", "zstd", *(each.name.lower() for each in LIBRARIES)}
# Seconds since 1970: what reproducible-builds.org's specification says; without it, hatchling's, which wheels have.
EPOCH = os.environ.get("SOURCE_DATE_EPOCH", "1580601600")


def write(tree: Path, binary: Path, to: Path) -> None:
    """Lists the packages in a tree, and names the binary by its digest. Same binary, same bytes."""
    digest = hashlib.sha256(binary.read_bytes()).hexdigest()
    packages = installed([str(tree / "core"), str(tree / "later")])
    (version,) = (each.version for each in packages if each.name == "mockcraft")
    program = Component(
        name=binary.name, version=version, type=ComponentType.APPLICATION, bom_ref="binary",
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest)],
    )  # fmt: skip
    time = datetime.fromtimestamp(int(EPOCH), UTC)
    bom = Bom(
        metadata=BomMetaData(component=program, timestamp=time),
        components=map(_component, packages),
        serial_number=uuid5(NAMESPACE_URL, f"{binary.name}:{digest}"),
    )
    bom.register_dependency(program, bom.components)
    text = make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=2)
    to.write_text(f"{text}\n", encoding="utf-8")


def _component(package: Package) -> Component:
    name = package.name.lower()
    kind = "generic" if name in ELSEWHERE else "pypi"
    version = None if package.version == UNKNOWN else package.version
    purl = PackageURL(kind, None, name, version)
    licences = [LicenseFactory().make_from_string(package.licence)] if package.licence else []
    return Component(
        name=package.name,
        version=version,
        purl=purl,
        bom_ref=purl.to_string(),
        licenses=licences,
    )
