"""What is taken in is a picture, upright and without a trace of where it was made; everything else says why not."""

import io
import random
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow
from PIL import ImageOps
from PIL.PngImagePlugin import PngInfo

from projects import pictures
from projects.pictures import Unacceptable, normalise, thumbnail, unpack

ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825


def encoded(image: Pillow.Image, file_format: str, **options) -> bytes:
    out = io.BytesIO()
    image.save(out, file_format, **options)
    return out.getvalue()


def photo(file_format="JPEG", size=(64, 40), **options) -> bytes:
    """A left half of red, a right half of blue."""
    image = Pillow.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    return encoded(image, file_format, **options)


def exif(orientation=1) -> Pillow.Exif:
    data = Pillow.Exif()
    data[ORIENTATION], data[MAKER] = orientation, "Secret Camera"
    data.get_ifd(GPS).update({1: "N", 2: (37.0, 33.0, 58.0)})
    return data


def opened(data: bytes) -> Pillow.Image:
    return Pillow.open(io.BytesIO(data))


def refusal(data: bytes) -> str:
    with pytest.raises(Unacceptable) as caught:
        normalise(data)
    return str(caught.value)


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_lies_on_its_side_is_turned_upright(file_format):
    taken = normalise(photo(file_format, exif=exif(orientation=6)))
    upright = opened(taken.data)
    assert (taken.width, taken.height) == upright.size == (40, 64)
    top, bottom = upright.convert("RGB").getpixel((20, 8)), upright.convert("RGB").getpixel((20, 56))
    assert top[0] > 200 > 50 > top[2]
    assert bottom[2] > 200 > 50 > bottom[0]
    assert upright.getexif().get(ORIENTATION, 1) == 1


@pytest.mark.parametrize("orientation", [1, 6])
def test_a_jpeg_loses_place_camera_comment_and_xmp(orientation):
    data = photo(exif=exif(orientation), comment=b"Secret place", xmp=b"<x>Secret name</x>")
    taken = normalise(data).data
    assert b"Secret" in data
    assert b"Secret" not in taken
    assert not opened(taken).getexif()


def test_a_png_loses_its_texts():
    texts = PngInfo()
    texts.add_text("Author", "Secret name")
    texts.add_itxt("XML:com.adobe.xmp", "<x>Secret place</x>")
    taken = normalise(photo("PNG", pnginfo=texts, exif=exif())).data
    assert b"Secret" not in taken
    assert not opened(taken).info


def test_a_webp_loses_its_metadata():
    taken = normalise(photo("WEBP", exif=exif(), xmp=b"<x>Secret place</x>")).data
    assert b"Secret" not in taken


def test_a_png_keeps_every_pixel_and_its_transparency():
    image = Pillow.frombytes("RGBA", (9, 7), random.Random(3).randbytes(9 * 7 * 4))
    taken = normalise(encoded(image, "PNG"))
    assert opened(taken.data).tobytes() == image.tobytes()


def test_a_color_profile_stays_so_that_colors_do():
    assert opened(normalise(photo(icc_profile=b"profile")).data).info["icc_profile"] == b"profile"


def test_a_phones_jpeg_with_a_preview_behind_it_is_its_first_picture():
    data = photo("MPO", save_all=True, append_images=[Pillow.new("RGB", (8, 8))])
    taken = normalise(data)
    assert (taken.extension, taken.width, taken.height) == ("jpg", 64, 40)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_a_picture"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "not_a_picture"),
        (b"\xff\xd8\xff", "not_a_picture"),
        (encoded(Pillow.new("RGB", (4, 4)), "GIF"), "not_a_picture"),
        (encoded(Pillow.new("RGB", (4, 4)), "TIFF"), "not_a_picture"),
        (encoded(Pillow.new("RGB", (4, 4)), "BMP"), "not_a_picture"),
    ],
)
def test_what_is_no_picture_is_refused_whatever_it_is_called(data, code):
    assert refusal(data) == code


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_is_cut_off_is_refused(file_format):
    image = Pillow.frombytes("RGB", (64, 64), random.Random(5).randbytes(64 * 64 * 3))
    whole = encoded(image, file_format)
    assert refusal(whole[: len(whole) // 2]) in {"broken", "not_a_picture"}


@pytest.mark.parametrize("file_format", ["PNG", "WEBP"])
def test_a_moving_picture_is_refused(file_format):
    frames = [Pillow.new("RGB", (8, 8), color) for color in ("red", "blue")]
    assert refusal(encoded(frames[0], file_format, save_all=True, append_images=frames[1:])) == "moving"


def test_too_many_pixels_too_long_a_side_and_too_many_bytes_are_refused(monkeypatch):
    with monkeypatch.context() as smaller:
        smaller.setattr(pictures, "MAX_PIXELS", 64 * 40 - 1)
        assert refusal(photo()) == "too_many_pixels"
    with monkeypatch.context() as smaller:
        smaller.setattr(pictures, "MAX_SIDE", 63)
        assert refusal(photo()) == "too_many_pixels"
    with monkeypatch.context() as smaller:
        smaller.setattr(pictures, "MAX_BYTES", 100)
        assert refusal(photo()) == "too_large"


def test_a_picture_that_would_unpack_to_gigabytes_is_refused_before_it_does(monkeypatch):
    monkeypatch.setattr(Pillow, "MAX_IMAGE_PIXELS", 100)
    assert refusal(photo("PNG")) == "too_many_pixels"


@pytest.mark.filterwarnings("ignore")  # Pillow warns of what it mends
@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.data())
def test_a_damaged_file_is_either_mended_or_refused_never_a_crash(file_format, data):
    damaged = bytearray(photo(file_format, exif=exif(6)))
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        taken = normalise(bytes(damaged))
    except Unacceptable:
        return
    assert opened(taken.data).size == (taken.width, taken.height)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_thumbnail_is_a_small_jpeg_of_whatever_colors(mode):
    small = opened(thumbnail(encoded(Pillow.new("RGB", (1000, 500), "white").convert(mode), "PNG")))
    assert (small.format, small.mode, small.size) == ("JPEG", "RGB", (480, 240))


def test_a_picture_by_itself_is_its_own_archive():
    assert list(unpack("a.png", io.BytesIO(photo("PNG")))) == [("a.png", photo("PNG"))]


def test_a_huge_file_is_refused_without_being_read_whole(monkeypatch):
    monkeypatch.setattr(pictures, "MAX_BYTES", 50)
    ((name, answer),) = unpack("big.png", io.BytesIO(b"x" * 1000))
    assert (name, str(answer)) == ("big.png", "too_large")


def packed(**entries: bytes) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out


def codes(handle) -> dict:
    handle.seek(0)
    return {name: str(data) if isinstance(data, Unacceptable) else "ok" for name, data in unpack("a.zip", handle)}


def test_an_archive_gives_its_files_without_folders_and_what_systems_add():
    handle = packed(**{"in/a.png": photo(), "__MACOSX/in/._a.png": b"x", "in/.DS_Store": b"x", "Thumbs.db": b"x"})
    assert codes(handle) == {"a.png": "ok"}


def test_an_archive_keeps_korean_names_from_windows_and_macos():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number, encoding in enumerate(("utf-8", "cp949")):
            archive.writestr(f"{'x' * len('고양이'.encode(encoding))}{number}.png", b"x")
    data = out.getvalue()
    for encoding in ("utf-8", "cp949"):
        data = data.replace(b"x" * len("고양이".encode(encoding)), "고양이".encode(encoding))
    assert list(codes(io.BytesIO(data))) == ["고양이0.png", "고양이1.png"]


def test_an_entry_that_unpacks_to_far_more_than_it_holds_is_refused_and_the_rest_goes_on():
    assert codes(packed(bomb=b"\0" * 2_000_000, fine=photo())) == {"bomb": "bomb", "fine": "ok"}


def test_an_archive_of_too_much_is_refused_as_a_whole(monkeypatch):
    handle = packed(a=b"1", b=b"2")
    with monkeypatch.context() as smaller:
        smaller.setattr(pictures, "MAX_FILES", 1)
        assert codes(handle) == {"a.zip": "bomb"}
    with monkeypatch.context() as smaller:
        smaller.setattr(pictures, "MAX_ARCHIVE_BYTES", 1)
        assert codes(handle) == {"a.zip": "bomb"}
    with monkeypatch.context() as smaller:
        smaller.setattr(pictures, "MAX_BYTES", 0)
        assert codes(handle) == {"a": "too_large", "b": "too_large"}


def test_an_archive_that_cannot_be_read_or_holds_nothing_says_so():
    assert codes(io.BytesIO(b"PK\x03\x04 and then nothing")) == {"a.zip": "bad_archive"}
    assert codes(packed(**{"only/": b""})) == {"a.zip": "empty"}


def test_an_entry_without_a_name_is_passed_over():
    data = bytearray(packed(a=photo()).getvalue())
    data[data.index(b"PK\x01\x02") + 46] = 0  # a name ends at its first zero byte
    assert codes(io.BytesIO(data)) == {"a.zip": "empty"}


def test_an_entry_with_a_password_is_refused():
    data = bytearray(packed(a=b"secret").getvalue())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert codes(io.BytesIO(data)) == {"a": "encrypted"}


@given(st.data())
def test_a_damaged_archive_never_crashes(data):
    damaged = bytearray(packed(a=photo("BMP"), b=photo()).getvalue())
    for _ in range(data.draw(st.integers(1, 3))):
        damaged[data.draw(st.integers(4, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    assert all(isinstance(answer, bytes | Unacceptable) for _name, answer in unpack("a.zip", io.BytesIO(damaged)))


@pytest.mark.parametrize("orientation", range(10))
def test_a_picture_held_in_any_way_is_turned_upright(orientation):
    image = Pillow.new("RGB", (20, 10))
    image.putpixel((0, 0), (255, 255, 255))
    out = io.BytesIO()
    image.save(out, "PNG", exif=exif(orientation))
    upright = ImageOps.exif_transpose(Pillow.open(out))
    assert opened(normalise(out.getvalue()).data).tobytes() == upright.tobytes()
