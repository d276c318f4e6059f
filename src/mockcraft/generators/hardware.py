"""Computers and telephones: what they are made of. The models exist; the numbers of devices do not."""

from __future__ import annotations

from mockcraft.core.pattern import DIGITS, HEX, UPPER
from mockcraft.generator import Decimal, Draw, Entity, Integer, Pool, Record, Text, fact, generator


class Processor(Entity):
    """A processor: maker, model, code name, cores and clock belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of processors."""
        return self.draw.record("hardware/processor")


class Phone(Entity):
    """A mobile phone: maker and model belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of phones."""
        return self.draw.record("hardware/phone")


@generator("hardware", aliases=("processor",))
def cpu(draw: Draw) -> Text:
    """Model of the row's processor."""
    return draw.entity(Processor).entry.name


@generator("hardware", aliases=("processor_maker",))
def cpu_manufacturer(draw: Draw) -> Text:
    """Maker of the row's processor."""
    return draw.entity(Processor).entry.maker


@generator("hardware")
def cpu_codename(draw: Draw) -> Text:
    """Code name of the family of the row's processor."""
    return draw.entity(Processor).entry.codename


@generator("hardware")
def cpu_cores(draw: Draw) -> Integer:
    """Cores of the row's processor."""
    return draw.number(draw.entity(Processor).entry.cores).units  # type: ignore[no-any-return]


@generator("hardware")
def cpu_frequency(draw: Draw) -> Decimal:
    """Highest clock of the row's processor in GHz."""
    return draw.number(draw.entity(Processor).entry.boost, 1)


@generator("hardware", aliases=("gpu", "graphics_card"))
def graphics(draw: Draw) -> Text:
    """Model of a graphics card."""
    return draw.record("hardware/graphics").name


@generator("hardware")
def phone_model(draw: Draw) -> Text:
    """Model of the row's mobile phone."""
    return draw.entity(Phone).entry.model


@generator("hardware", aliases=("phone_maker",))
def phone_manufacturer(draw: Draw) -> Text:
    """Maker of the row's mobile phone."""
    return draw.entity(Phone).entry.maker


@generator("hardware", aliases=("memory_size",))
def ram_size(draw: Draw) -> Text:
    """Main memory of a computer."""
    return draw.pick(RAM_SIZES)


RAM_SIZES = Pool(
    "ram size", ("4 GB", "8 GB", "16 GB", "32 GB", "64 GB", "128 GB"), (8, 25, 38, 20, 7, 2)
)


@generator("hardware", aliases=("memory_type",))
def ram_type(draw: Draw) -> Text:
    """Kind of main memory (JEDEC)."""
    return draw.pick(RAM_TYPES)


RAM_TYPES = Pool("ram type", ("DDR3", "DDR4", "DDR5", "LPDDR4X", "LPDDR5"), (8, 42, 30, 8, 12))


@generator("hardware", aliases=("ssd_or_hdd", "storage"))
def disk(draw: Draw) -> Text:
    """Disk of a computer: maker, size and kind."""
    return draw.pick(DISKS)


SSD_MAKERS = {
    "Samsung": 30, "Western Digital": 20, "Crucial": 15, "Kingston": 14, "SK hynix": 8, "Kioxia": 6, "Micron": 4, "Solidigm": 3,
}  # fmt: skip
HDD_MAKERS = {"Seagate": 45, "Western Digital": 40, "Toshiba": 15}
SSDS = {
    "128 GB": 4, "256 GB": 15, "480 GB": 3, "512 GB": 30, "960 GB": 3, "1 TB": 26, "2 TB": 12, "4 TB": 4, "8 TB": 1,
}  # fmt: skip
HDDS = {
    "500 GB": 2, "1 TB": 6, "2 TB": 6, "4 TB": 5, "6 TB": 2, "8 TB": 4, "10 TB": 1, "12 TB": 2, "16 TB": 2, "20 TB": 1,
}  # fmt: skip
DISKS = Pool(
    "disk",
    *zip(
        *(
            (f"{maker} {size} {kind}", share * frequent)
            for kind, makers, sizes in (("SSD", SSD_MAKERS, SSDS), ("HDD", HDD_MAKERS, HDDS))
            for maker, share in makers.items()
            for size, frequent in sizes.items()
        ),
        strict=True,
    ),
)


@generator("hardware")
def screen_size(draw: Draw) -> Text:
    """Diagonal of a screen in inches."""
    return draw.pick(SCREENS)


SCREENS = Pool(
    "screen size",
    (
        "10.2″", "11.6″", "12.4″", "13″", "13.3″", "13.6″", "14″", "14.2″", "15″", "15.6″", "16″", "16.2″", "17″", "17.3″",
        "21.5″", "23.8″", "24″", "27″", "31.5″", "32″", "34″", "38″", "43″", "49″",
    ),
    (1, 3, 2, 3, 9, 4, 16, 3, 3, 18, 9, 3, 1, 3, 3, 6, 6, 12, 1, 3, 2, 1, 1, 1),
)  # fmt: skip


@generator("hardware", aliases=("screen_resolution",))
def resolution(draw: Draw) -> Text:
    """Pixels of a screen, as frequent as on desks."""
    return draw.pick(RESOLUTIONS)


RESOLUTIONS = Pool(
    "resolution",
    (
        "1024x768", "1280x720", "1280x800", "1280x1024", "1360x768", "1366x768", "1440x900", "1512x982", "1536x864",
        "1600x900", "1680x1050", "1728x1117", "1920x1080", "1920x1200", "1920x1280", "2256x1504", "2560x1080", "2560x1440",
        "2560x1600", "2880x1800", "2880x1920", "3024x1964", "3440x1440", "3456x2234", "3840x1600", "3840x2160", "3840x2400",
        "5120x1440", "5120x2880",
    ),
    (2, 4, 2, 3, 1, 18, 8, 2, 20, 8, 4, 2, 84, 8, 1, 1, 2, 22, 8, 2, 1, 2, 6, 1, 1, 10, 1, 1, 1),
)  # fmt: skip


@generator("hardware", aliases=("imsi",))
def imsi_number(draw: Draw) -> Text:
    """Number of a subscriber of the network 001-01, which is for tests: 15 digits (ITU-T E.212)."""
    return draw.pattern("00101##########")


@generator("hardware", aliases=("device_serial",))
def serial_number(draw: Draw) -> Text:
    """Serial number of a device: twelve capital letters and digits, without I and O."""
    return draw.chars(UPPER.replace("I", "").replace("O", "") + DIGITS, 12)


@generator("hardware")
def usb_id(draw: Draw) -> Text:
    """Vendor and product of a device at the USB, four hexadecimal digits each."""
    return draw.pattern("xxxx:xxxx", {"x": HEX})


@generator("hardware")
def peripheral(draw: Draw) -> Text:
    """What is attached to a computer."""
    return draw.pick(PERIPHERALS)


PERIPHERALS = Pool(
    "peripheral",
    ("keyboard", "mouse", "monitor", "printer", "scanner", "webcam", "headset", "docking station", "external disk", "microphone"),
    (18, 18, 16, 10, 3, 10, 12, 7, 4, 2),
)  # fmt: skip
