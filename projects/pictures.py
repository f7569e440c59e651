"""Pictures as people hand them in: what is accepted, made upright, and stripped of metadata. Pure (Pillow)."""

import contextlib
import io
import lzma
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from PIL import Image, JpegImagePlugin, UnidentifiedImageError

FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
MAX_BYTES = 60 * 2**20
MAX_PIXELS = 120_000_000
MAX_SIDE = 30_000
MAX_FILES = 5_000
MAX_ARCHIVE_BYTES = 4 * 2**30
MAX_RATIO = 200
THUMBNAIL_SIDE = 480

# EXIF 2.3, tag Orientation: how the picture was held, and what makes it upright.
ORIENTATION = 0x0112
TURNS: dict[Any, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Unacceptable(Exception):
    """Why a file was not taken; its text is one of the codes that `projects.imports.REASONS` puts into words."""


@dataclass(frozen=True)
class Picture:
    """An upright picture without metadata: file bytes, extension, size in pixels."""

    data: bytes
    extension: str
    width: int
    height: int


def normalise(data: bytes) -> Picture:
    """Verify a picture, turn it upright by its EXIF orientation, and drop its metadata.

    Raises Unacceptable. Pixels of an upright JPEG are kept as they were encoded; PNG stays lossless.
    """
    if not data:
        raise Unacceptable("empty")
    if len(data) > MAX_BYTES:
        raise Unacceptable("too_large")
    image = _open(data)
    extension = FORMATS[str(image.format)]
    if getattr(image, "n_frames", 1) > 1:
        raise Unacceptable("moving")
    if image.width * image.height > MAX_PIXELS or max(image.size) > MAX_SIDE:
        raise Unacceptable("too_many_pixels")
    try:
        image.load()
    except (OSError, SyntaxError, ValueError, MemoryError) as error:
        raise Unacceptable("broken") from error
    turn = _turn_of(image)
    upright = image if turn is None else image.transpose(turn)
    return Picture(_encode(upright, extension, turned=turn is not None), extension, *upright.size)


def _turn_of(image: Image.Image) -> Image.Transpose | None:
    """What makes the picture upright. Damaged metadata says nothing: the pixels are as good as ever.

    Not `ImageOps.exif_transpose`, which writes all metadata anew and fails on what is damaged anywhere in it.
    """
    try:
        return TURNS.get(image.getexif().get(ORIENTATION))
    except (OSError, SyntaxError, ValueError, TypeError, LookupError, struct.error):
        return None


def _open(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # we measure it ourselves
            image = Image.open(io.BytesIO(data), formats=list(FORMATS))
    except Image.DecompressionBombError as error:
        raise Unacceptable("too_many_pixels") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Unacceptable("not_a_picture") from error
    # Phones append previews and depth maps to a JPEG ("MPO"); the picture is the JPEG itself.
    return image if image.format in FORMATS else JpegImagePlugin.JpegImageFile(io.BytesIO(data))


def _encode(image: Image.Image, extension: str, turned: bool) -> bytes:
    """The file without EXIF, comments and text, which Pillow would otherwise write again; with its color profile."""
    out = io.BytesIO()
    profile = image.info.get("icc_profile")
    if extension == "jpg":
        kept: dict[str, Any] = {} if turned else {"subsampling": "keep"}
        quality = 95 if turned else "keep"
        image.save(out, "JPEG", quality=quality, exif=b"", comment=b"", icc_profile=profile, **kept)
    else:
        bare = image.copy()
        bare.info = {name: image.info[name] for name in ("transparency",) if name in image.info}
        bare.save(out, extension.upper(), quality=95, exif=b"", icc_profile=profile)
    return out.getvalue()


def thumbnail(data: bytes) -> bytes:
    """A JPEG of at most 480 pixels a side."""
    image = _open(data)
    image.draft("RGB", (THUMBNAIL_SIDE * 2, THUMBNAIL_SIDE * 2))
    image.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    if image.mode != "RGB":
        canvas = Image.new("RGB", image.size, "white")
        image = image.convert("RGBA")
        canvas.paste(image, mask=image.getchannel("A"))
        image = canvas
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82)
    return out.getvalue()


def unpack(name: str, handle: IO[bytes]) -> Iterator[tuple[str, bytes | Unacceptable]]:
    """The pictures in one handed-in file: itself, or each file of a zip archive, one in memory at a time.

    Yields (name, bytes), or (name, Unacceptable) where a file cannot be had while the rest can.
    """
    head = handle.read(4)
    handle.seek(0)
    if head != b"PK\x03\x04":
        data = handle.read(MAX_BYTES + 1)
        yield name, data if len(data) <= MAX_BYTES else Unacceptable("too_large")
        return
    try:
        archive = zipfile.ZipFile(handle)
        entries = [entry for entry in archive.infolist() if _counts(entry)]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        yield name, Unacceptable("bad_archive")
        return
    if not entries:
        yield name, Unacceptable("empty")
        return
    if len(entries) > MAX_FILES or sum(entry.file_size for entry in entries) > MAX_ARCHIVE_BYTES:
        yield name, Unacceptable("bomb")
        return
    for entry in entries:
        yield _name(entry), _entry(archive, entry)


def _counts(entry: zipfile.ZipInfo) -> bool:
    """Folders, what has no name, and what operating systems add are not anybody's pictures."""
    # `entry.is_dir()` fails on a name of nothing, which damaged archives have.
    folder = entry.filename.endswith("/") or not entry.filename
    added = entry.filename.startswith("__MACOSX/") or entry.filename.endswith((".DS_Store", "Thumbs.db"))
    return not (folder or added)


def _name(entry: zipfile.ZipInfo) -> str:
    """The file's name without its folders. Where the archive does not say how names are encoded, Python reads them
    as code page 437, while macOS wrote UTF-8 and Windows in Korea its own code page."""
    name = entry.filename
    if not entry.flag_bits & 0x800:
        for encoding in ("utf-8", "cp949"):
            with contextlib.suppress(UnicodeError):
                name = name.encode("cp437").decode(encoding)
                break
    return name.rpartition("/")[2]


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | Unacceptable:
    if entry.flag_bits & 0x1:
        return Unacceptable("encrypted")
    if entry.file_size > MAX_BYTES:
        return Unacceptable("too_large")
    if entry.file_size > MAX_RATIO * max(entry.compress_size, 1024):
        return Unacceptable("bomb")
    try:
        with archive.open(entry) as handle:
            data = handle.read(MAX_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, ValueError, NotImplementedError, EOFError):
        return Unacceptable("broken")
    return data if len(data) <= MAX_BYTES else Unacceptable("too_large")
