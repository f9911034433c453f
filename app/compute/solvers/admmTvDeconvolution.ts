import type { Fft2, Spectrum } from '../kernels/fft2.ts';
import { acceleratedSums, floats, stackOf } from '../kernels/memory.ts';
import { createField, splitGradient, type Field } from '../kernels/tvSplitting.ts';
import { distanceSquared, dot } from '../kernels/vectors.ts';
import type { Solver, StepReport } from './iterate.ts';

/**
 * min_x ½‖k ⋆ x − y‖² + λ TV(x) on a periodic plane, isotropic, channels coupled, by the alternating
 * direction method of multipliers on d = ∇x (Goldstein and Osher 2009; Afonso, Bioucas-Dias and
 * Figueiredo 2010; Boyd et al. 2011):
 *
 *   x ← argmin ½‖k ⋆ x − y‖² + ρ/2 ‖∇x − d + u‖², exact in the Fourier domain,
 *   d ← prox of (λ/ρ)‖·‖ at ∇x + u,   u ← u + ∇x − d.
 *
 * It converges for every ρ > 0; λ/ρ, the contrast at which an edge is first let through, sets the pace.
 */
export class AdmmTvDeconvolution implements Solver {
  /** The estimate, one plane per channel. */
  readonly x: readonly Float32Array[];
  private readonly transform: Fft2;
  private readonly transfer: Spectrum;
  private readonly weight: number;
  private readonly penalty: number;
  private readonly measured: readonly Spectrum[];
  private readonly multiplier: Field;
  private readonly rightSide: readonly Float32Array[];
  private readonly spectrum: Spectrum;
  /** |∇̂|² along each axis. */
  private readonly across: Float32Array;
  private readonly down: Float32Array;
  private variation: number;

  /**
   * @param y the measurement's planes, of the transform's size
   * @param weight λ > 0 in the measurement's units
   * @param contrast λ/ρ in the measurement's units
   */
  constructor(
    transform: Fft2,
    transfer: Spectrum,
    y: readonly Float32Array[],
    weight: number,
    contrast: number,
  ) {
    const { width, height, columns } = transform;
    const planes = () => stackOf(y.length, width * height);
    this.transform = transform;
    this.transfer = transfer;
    this.weight = weight;
    this.penalty = weight / contrast;
    this.x = planes();
    for (const [channel, plane] of y.entries()) this.x[channel]!.set(plane);
    this.measured = y.map((plane) => transform.forward(plane));
    this.multiplier = createField(y.length, width, height);
    this.rightSide = planes();
    this.spectrum = transform.createSpectrum();
    this.across = floats(columns);
    for (let u = 0; u < columns; u++) this.across[u] = differenceSymbol(u, width);
    this.down = floats(height);
    for (let v = 0; v < height; v++) this.down[v] = differenceSymbol(v, height);
    this.variation = this.split();
  }

  /**
   * One iteration; the criterion is the relative change ‖x − previous x‖ / ‖x‖, as the exact x-step leaves no
   * other residual in x.
   */
  step(): StepReport {
    let misfit = 0;
    let moved = 0;
    let norm = 0;
    for (let channel = 0; channel < this.x.length; channel++) {
      const x = this.x[channel]!;
      const next = this.rightSide[channel]!;
      this.transform.forward(next, this.spectrum);
      misfit += this.solve(this.measured[channel]!);
      this.transform.inverse(this.spectrum, next);
      moved += distanceSquared(next, x);
      norm += dot(next, next);
      x.set(next);
    }
    this.variation = this.split();
    return {
      objective: misfit / 2 + this.weight * this.variation,
      criterion: norm === 0 ? 0 : Math.sqrt(moved / norm),
    };
  }

  private split(): number {
    const { width, height } = this.transform;
    const contrast = this.weight / this.penalty;
    return splitGradient(this.x, width, height, contrast, this.multiplier, this.rightSide);
  }

  /** x̂ = (conj(k̂) ŷ + ρ r̂) / (|k̂|² + ρ |∇̂|²) in place of r̂. @returns ‖k ⋆ x − y‖², by Parseval */
  private solve(measured: Spectrum): number {
    const { width, height, columns } = this.transform;
    const { transfer, spectrum, penalty, across } = this;
    const { re, im } = spectrum;
    const arrays = [re, im, transfer.re, transfer.im, measured.re, measured.im, across, this.down];
    const sums = acceleratedSums('admmSolve', height, arrays, 1, penalty, width, columns);
    if (sums !== null) return sums[0]! / (width * height);
    let misfit = 0;
    for (let v = 0, i = 0; v < height; v++) {
      const down = this.down[v]!;
      for (let u = 0; u < columns; u++, i++) {
        const hr = transfer.re[i]!;
        const hi = transfer.im[i]!;
        const yr = measured.re[i]!;
        const yi = measured.im[i]!;
        const scale = 1 / (hr * hr + hi * hi + penalty * (across[u]! + down));
        const xr = (hr * yr + hi * yi + penalty * spectrum.re[i]!) * scale;
        const xi = (hr * yi - hi * yr + penalty * spectrum.im[i]!) * scale;
        spectrum.re[i] = xr;
        spectrum.im[i] = xi;
        const er = hr * xr - hi * xi - yr;
        const ei = hr * xi + hi * xr - yi;
        // The half that is not stored mirrors all columns but the first and, of even widths, the last.
        misfit += (u === 0 || 2 * u === width ? 1 : 2) * (er * er + ei * ei);
      }
    }
    return misfit / (width * height);
  }
}

/** |e^{2πi k/n} − 1|². */
function differenceSymbol(k: number, n: number): number {
  return 4 * Math.sin((Math.PI * k) / n) ** 2;
}
