"""Runs the peers' side of the comparison: one JSON request a line in, one JSON answer a line out."""

import json
import sys
import time

import numpy as np

try:
    import cv2
    import scipy
    import scipy.fft
    import skimage
    from skimage import restoration
except ImportError as error:
    print(json.dumps({"missing": str(error)}), flush=True)
    sys.exit(0)


def load(request):
    """Planar float32, as rows x columns x channels, or rows x columns for one channel."""
    shape = (request["channels"], request["height"], request["width"])
    planes = np.fromfile(request["file"], np.float32).reshape(shape)
    return planes[0] if len(planes) == 1 else np.ascontiguousarray(planes.transpose(1, 2, 0))


def objective(image, y, weight):
    across = np.diff(image, axis=1, append=image[:, -1:])
    down = np.diff(image, axis=0, append=image[-1:])
    distance = (image.astype(np.float64) - y) ** 2
    return float(0.5 * distance.sum() + weight * np.sqrt(across**2 + down**2, dtype=np.float64).sum())


def disk(radius):
    y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1]
    psf = (x * x + y * y <= radius * radius).astype(np.float32)
    return psf / psf.sum()


def prepare(work, request):
    """The call that is timed."""
    image = load(request)
    if work == "rof":
        steps = request["iterations"]
        return lambda: restoration.denoise_tv_chambolle(
            image, weight=request["weight"], eps=0, max_num_iter=steps
        )
    if work == "fft":
        return lambda: scipy.fft.rfft2(image, workers=2)
    if work == "lucy":
        return lambda: restoration.richardson_lucy(image, disk(4), num_iter=30)
    if work == "wiener":
        return lambda: restoration.wiener(image, disk(4), 0.01)
    if work == "dft":
        # A filter that is there already, packed as the transform packs.
        multiplier = cv2.dft(image)
        return lambda: cv2.idft(
            cv2.mulSpectrums(cv2.dft(image), multiplier, 0), flags=cv2.DFT_REAL_OUTPUT | cv2.DFT_SCALE
        )
    if work == "biharmonic":
        mask = np.fromfile(request["mask"], np.uint8).reshape(image.shape[:2])
        return lambda: restoration.inpaint_biharmonic(image, mask, channel_axis=-1)
    if work == "wavelet":
        return lambda: restoration.denoise_wavelet(
            image, sigma=0.1, wavelet="db1", mode="soft", channel_axis=-1, rescale_sigma=False
        )
    raise ValueError(work)


versions = f"scikit-image {skimage.__version__}, OpenCV {cv2.__version__}, SciPy {scipy.__version__}"
print(json.dumps({"versions": versions}), flush=True)
calls = {}
for line in sys.stdin:
    request = json.loads(line)
    if line not in calls:
        calls = {line: prepare(request["work"], request)}
    start = time.perf_counter()
    result = calls[line]()
    answer = {"ms": 1000 * (time.perf_counter() - start)}
    if request["work"] == "rof":
        answer["objective"] = objective(result, load(request), request["weight"])
    print(json.dumps(answer), flush=True)
