"""Makes the images of ImageDecoderTest with Pillow (13.0), and beside each NAME.* the pixels that Pillow reads from it as NAME-expected.png.

python make.py, in this folder. The expected files are Pillow's decoding: no colour profile, no orientation, alpha over black.
"""
import math

from PIL import Image, ImageChops, ImageCms

SIDE = 16


def picture(width=SIDE, height=SIDE):
    """Smooth, so that JPEG's loss is small, and different in every channel and corner."""
    image = Image.new("RGB", (width, height))
    for y in range(height):
        for x in range(width):
            u, v = x / width, y / height
            image.putpixel((x, y), (int(40 + 180 * u), int(220 - 150 * v), int(128 + 90 * math.sin(3 * u + 5 * v))))
    return image


def expected(name, image):
    image.save(f"{name}-expected.png")


rgb = picture()
inks = Image.merge("CMYK", [*rgb.split(), Image.linear_gradient("L").resize((SIDE, SIDE)).point(lambda p: p // 3)])

inks.save("cmyk.jpg", quality=95)
expected("cmyk", Image.open("cmyk.jpg").convert("RGB"))

# Adobe's marker says how the components are to be read: 2 makes YCCK of the same bytes
data = bytearray(open("cmyk.jpg", "rb").read())
data[data.index(b"Adobe") + 11] = 2
open("ycck.jpg", "wb").write(data)
expected("ycck", Image.open("ycck.jpg").convert("RGB"))

# without the marker the inks are not inverted; Pillow, which reads them as Adobe's all the same, gets them inverted twice
at = data.index(b"Adobe") - 4
plain = bytes(data[:at]) + bytes(data[at + 16:])
open("cmyk-plain.jpg", "wb").write(plain)
expected("cmyk-plain", ImageChops.invert(Image.open("cmyk-plain.jpg")).convert("RGB"))

exif = Image.Exif()
exif[0x0112] = 6  # turned by 90 degrees
profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
rgb.save("turned.jpg", quality=95, exif=exif, icc_profile=profile)
expected("turned", Image.open("turned.jpg").convert("RGB"))

rgb.save("progressive.jpg", quality=95, progressive=True, subsampling=0)
expected("progressive", Image.open("progressive.jpg").convert("RGB"))

rgb.convert("L").save("grey.jpg", quality=95)
expected("grey", Image.open("grey.jpg").convert("RGB"))

rgb.save("stored-rgb.jpg", quality=95, keep_rgb=True)
expected("stored-rgb", Image.open("stored-rgb.jpg").convert("RGB"))

black = Image.new("RGBA", (SIDE, SIDE), (0, 0, 0, 255))
alpha = rgb.copy()
alpha.putalpha(Image.linear_gradient("L").resize((SIDE, SIDE)))
alpha.save("alpha.png")
expected("alpha", Image.alpha_composite(black, alpha).convert("RGB"))

grey_alpha = alpha.convert("LA")
grey_alpha.save("grey-alpha.png")
expected("grey-alpha", Image.alpha_composite(black, grey_alpha.convert("RGBA")).convert("RGB"))

palette = rgb.quantize(13)
palette.save("palette.png")
expected("palette", palette.convert("RGB"))

bits = rgb.convert("1")
bits.save("one-bit.png")
expected("one-bit", bits.convert("RGB"))

sixteen = Image.new("I;16", (SIDE, SIDE))
eight = Image.new("L", (SIDE, SIDE))
for y in range(SIDE):
    for x in range(SIDE):
        value = 257 * (16 * y + x) + (x - 8)  # nearest to 16 y + x
        sixteen.putpixel((x, y), max(0, min(65535, value)))
        eight.putpixel((x, y), 16 * y + x)
sixteen.save("sixteen-bits.png")
expected("sixteen-bits", eight.convert("RGB"))

# resizing: the shorter side to 12 and to 45, the longer in proportion
scene = picture(40, 30)
scene.save("scene.png")
for shorter in (12, 45):
    scene.resize((shorter * 4 // 3, shorter), Image.BILINEAR).save(f"scene-{shorter}-expected.png")
