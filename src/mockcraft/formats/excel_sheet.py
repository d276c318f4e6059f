"""A sheet of XlsxWriter, which imports it: `excel` does without until a workbook is written."""

from contextlib import suppress

from xlsxwriter.worksheet import Worksheet


class Sheet(Worksheet):
    """A sheet whose texts are texts alone, and whose file aside can be closed before its end."""

    def _xml_rich_inline_string(self, string: str, attributes: object = ()) -> None:
        """XlsxWriter takes any text from <r> to </r> for one that it has given formats itself."""
        self._xml_inline_string(string, False, attributes)

    def end(self) -> None:
        """Closes the file aside, where it is still open; what is left of its buffer may not fit."""
        with suppress(OSError):
            self._opt_close()
