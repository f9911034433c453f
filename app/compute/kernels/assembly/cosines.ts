/** What `dct2.ts` does before and after the Fourier transform. Tables along an axis: cosines, sines, norms, one after the other. */

/** plane = x in the order of the transform; units are rows of the plane. */
export function cosineGather(
  x: usize,
  plane: usize,
  across: usize,
  down: usize,
  width: i32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  const pitch = <usize>width << 2;
  for (let row = from; row < to; row++) {
    const source = x + load<usize>(down + (<usize>row << 2)) * pitch;
    const target = plane + <usize>row * pitch;
    for (let i: usize = 0; i < pitch; i += 4)
      store<f32>(target + i, load<f32>(source + (load<usize>(across + i) << 2)));
  }
}

/** The inverse of `cosineGather`; units are rows of the plane. */
export function cosineScatter(
  plane: usize,
  out: usize,
  across: usize,
  down: usize,
  width: i32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  const pitch = <usize>width << 2;
  for (let row = from; row < to; row++) {
    const source = plane + <usize>row * pitch;
    const target = out + load<usize>(down + (<usize>row << 2)) * pitch;
    for (let i: usize = 0; i < pitch; i += 4)
      store<f32>(target + (load<usize>(across + i) << 2), load<f32>(source + i));
  }
}

/** From the half spectrum to cosines; units are rows. */
export function cosinesOf(
  re: usize,
  im: usize,
  out: usize,
  across: usize,
  down: usize,
  width: i32,
  height: i32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  const columns = (width >> 1) + 1;
  const w = <usize>width << 2;
  const h = <usize>height << 2;
  for (let v = from; v < to; v++) {
    const here = <usize>(v * columns) << 2;
    const mirrored = <usize>((v == 0 ? 0 : height - v) * columns) << 2;
    const at = down + (<usize>v << 2);
    const norm = <f32>0.5 * load<f32>(at + h + h);
    const dr = norm * load<f32>(at);
    const di = -norm * load<f32>(at + h);
    const row = out + <usize>v * w;
    for (let u: usize = 0, end = <usize>columns << 2; u < end; u += 4) {
      const c = load<f32>(across + u);
      const s = load<f32>(across + u + w);
      const scale = load<f32>(across + u + w + w);
      const xr = load<f32>(re + here + u);
      const xi = load<f32>(im + here + u);
      const yr = load<f32>(re + mirrored + u);
      const yi = load<f32>(im + mirrored + u);
      const pr = c * xr + s * xi;
      const pi = c * xi - s * xr;
      const qr = c * yr + s * yi;
      const qi = s * yr - c * yi;
      store<f32>(row + u, scale * (dr * (pr + qr) - di * (pi + qi)));
      if (u > 0) store<f32>(row + w - u, -scale * (dr * (pi - qi) + di * (pr - qr)));
    }
  }
}

/** From cosines to the half spectrum; units are rows. */
export function spectrumOfCosines(
  cosines: usize,
  re: usize,
  im: usize,
  across: usize,
  down: usize,
  width: i32,
  height: i32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  const columns = (width >> 1) + 1;
  const w = <usize>width << 2;
  const h = <usize>height << 2;
  const norms = across + w + w;
  for (let v = from; v < to; v++) {
    const at = down + (<usize>v << 2);
    const dr = load<f32>(at);
    const di = load<f32>(at + h);
    const near = <f32>1 / load<f32>(at + h + h);
    const far: f32 = v == 0 ? 0 : <f32>1 / load<f32>(down + h + h + (<usize>(height - v) << 2));
    const here = cosines + <usize>v * w;
    const mirrored = v == 0 ? here : cosines + <usize>(height - v) * w;
    const row = <usize>(v * columns) << 2;
    for (let u: usize = 0, end = <usize>columns << 2; u < end; u += 4) {
      const other = u == 0 ? 0 : w - u;
      const scale = <f32>1 / load<f32>(norms + u);
      const otherScale: f32 = u == 0 ? 0 : <f32>1 / load<f32>(norms + other);
      const ar = scale * near * load<f32>(here + u);
      const ai = -scale * far * load<f32>(mirrored + u);
      const br = otherScale * near * load<f32>(here + other);
      const bi = -otherScale * far * load<f32>(mirrored + other);
      const tr = ar + bi;
      const ti = ai - br;
      const yr = dr * tr - di * ti;
      const yi = dr * ti + di * tr;
      const c = load<f32>(across + u);
      const s = load<f32>(across + u + w);
      store<f32>(re + row + u, c * yr - s * yi);
      store<f32>(im + row + u, c * yi + s * yr);
    }
  }
}
