"""Digests of texts, in UTF-8, as small hexadecimal letters: what databases call MD5, SHA-1 and SHA-256."""

from mockcraft.core.expressions.letters import by_text
from mockcraft.core.expressions.operand import Operation


def _digest(algorithm: str) -> Operation:
    def computed(s: str) -> str:
        import hashlib  # which takes its time

        made = hashlib.new(algorithm, s.encode(errors="surrogatepass"), usedforsecurity=False)
        return made.hexdigest()

    return by_text(computed)


md5, sha1, sha256 = map(_digest, ("md5", "sha1", "sha256"))
