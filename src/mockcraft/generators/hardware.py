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
    """Disk of a computer: size and kind."""
    return draw.pick(DISKS)


DISKS = Pool(
    "disk",
    ("256 GB SSD", "512 GB SSD", "1 TB SSD", "2 TB SSD", "4 TB SSD", "1 TB HDD", "2 TB HDD", "4 TB HDD", "8 TB HDD"),
    (15, 30, 25, 10, 3, 6, 5, 4, 2),
)  # fmt: skip


@generator("hardware")
def screen_size(draw: Draw) -> Text:
    """Diagonal of a screen in inches."""
    return draw.pick(SCREENS)


SCREENS = Pool(
    "screen size",
    ("13.3″", "14″", "15.6″", "16″", "17.3″", "21.5″", "24″", "27″", "32″", "34″"),
    (12, 18, 20, 12, 4, 4, 12, 12, 4, 2),
)


@generator("hardware", aliases=("screen_resolution",))
def resolution(draw: Draw) -> Text:
    """Pixels of a screen, as frequent as on desks."""
    return draw.pick(RESOLUTIONS)


RESOLUTIONS = Pool(
    "resolution",
    (
        "1366x768", "1440x900", "1536x864", "1600x900", "1680x1050", "1920x1080", "1920x1200", "2560x1080",
        "2560x1440", "2560x1600", "3440x1440", "3840x2160",
    ),
    (10, 4, 10, 4, 2, 42, 4, 1, 11, 4, 3, 5),
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
