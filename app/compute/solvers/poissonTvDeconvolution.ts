import type { Fft2, Spectrum } from '../kernels/fft2.ts';
import { splitPoisson, splitPositive } from '../kernels/poissonSplitting.ts';
import { floats, stackOf } from '../kernels/memory.ts';
import { createField, splitGradient, type Field } from '../kernels/tvSplitting.ts';
import { relative } from '../kernels/vectors.ts';
import { multiplySpectrum } from '../kernels/spectrum.ts';
import type { Solver, StepReport } from './iterate.ts';

/** Share of the data's penalty with which x ≥ 0 is enforced. */
const positivity = 0.1;

/**
 * min_x KL(y, k ⋆ x) + λ TV(x) over x ≥ 0 on a periodic plane, KL = Σ k ⋆ x − y ln(k ⋆ x): deblurring under
 * photon noise, by the alternating direction method of multipliers on w = k ⋆ x, d = ∇x and z = x
 * (Figueiredo and Bioucas-Dias, "Restoration of Poissonian images using alternating direction optimization",
 * IEEE TIP 2010: PIDAL-TV), with one penalty for each:
 *
 *   x ← (ρ |k̂|² + ρ_d |∇̂|² + ρ_z)⁻¹ (ρ k̂*(w − u) + ρ_d ∇ᵀ(d − u_d) + ρ_z (z − u_z)), exact in the Fourier domain,
 *   w ← ½ (v − 1/ρ + √((v − 1/ρ)² + 4 y / ρ)) at v = k ⋆ x + u,   d ← shrunk ∇x + u_d,   z ← max(0, x + u_z).
 *
 * ρ = 1 / mean(y) is the curvature of KL where the data are met.
 */
export class PoissonTvDeconvolution implements Solver {
  /** The estimate, one plane per channel, not negative. */
  readonly x: readonly Float32Array[];
  private readonly transform: Fft2;
  private readonly transfer: Spectrum;
  private readonly weight: number;
  private readonly penalty: number;
  private readonly edgePenalty: number;
  private readonly measured: readonly Float32Array[];
  /** Each w − u, then each z − u_z: what x is drawn to. */
  private readonly drawn: readonly Float32Array[];
  private readonly bounded: readonly Float32Array[];
  private readonly multiplier: readonly Float32Array[];
  private readonly boundMultiplier: readonly Float32Array[];
  private readonly edges: Field;
  private readonly edgeForce: readonly Float32Array[];
  private readonly free: readonly Float32Array[];
  private readonly blurred: Float32Array;
  private readonly spectrum: Spectrum;
  private readonly other: Spectrum;

  /**
   * @param y the measurement's planes, of the transform's size; negative values count as 0
   * @param weight λ > 0
   * @param contrast λ / ρ_d, the contrast at which an edge is first let through
   */
  constructor(
    transform: Fft2,
    transfer: Spectrum,
    y: readonly Float32Array[],
    weight: number,
    contrast: number,
  ) {
    const { width, height } = transform;
    const planes = () => stackOf(y.length, width * height);
    this.transform = transform;
    this.transfer = transfer;
    this.weight = weight;
    this.edgePenalty = weight / contrast;
    [this.measured, this.x, this.free, this.drawn, this.bounded] = [
      planes(),
      planes(),
      planes(),
      planes(),
      planes(),
    ];
    let sum = 0;
    for (const [channel, plane] of y.entries())
      for (let i = 0; i < plane.length; i++) {
        const value = Math.max(0, plane[i]!);
        sum += value;
        for (const target of [this.measured, this.x, this.free, this.drawn, this.bounded])
          target[channel]![i] = value;
      }
    const mean = sum / (y.length * transform.width * transform.height);
    this.penalty = 1 / Math.max(darkest, mean);
    this.multiplier = planes();
    this.boundMultiplier = planes();
    this.edges = createField(y.length, width, height);
    this.edgeForce = planes();
    this.blurred = floats(transform.width * transform.height);
    this.spectrum = transform.createSpectrum();
    this.other = transform.createSpectrum();
    this.splitEdges();
  }

  /** The objective is that of the non-negative estimate, the criterion its relative change. */
  step(): StepReport {
    let divergence = 0;
    let moved = 0;
    let norm = 0;
    for (const [channel, z] of this.x.entries()) {
      const x = this.free[channel]!;
      this.solve(channel, x);
      divergence += splitPoisson(
        this.blurred,
        this.measured[channel]!,
        this.penalty,
        this.multiplier[channel]!,
        this.drawn[channel]!,
      );
      const change = splitPositive(x, this.boundMultiplier[channel]!, z, this.bounded[channel]!);
      moved += change.moved;
      norm += change.norm;
    }
    const variation = this.splitEdges();
    return {
      objective: divergence + this.weight * variation,
      criterion: relative(Math.sqrt(moved), Math.sqrt(norm)),
    };
  }

  private splitEdges(): number {
    const { width, height } = this.transform;
    const contrast = this.weight / this.edgePenalty;
    return splitGradient(this.free, width, height, contrast, this.edges, this.edgeForce);
  }

  /** x of one channel, and k ⋆ x into `blurred`. */
  private solve(channel: number, x: Float32Array): void {
    const { transform, transfer, spectrum, other, penalty, edgePenalty, blurred } = this;
    const boundPenalty = positivity * penalty;
    const force = this.edgeForce[channel]!;
    const bounded = this.bounded[channel]!;
    for (let i = 0; i < x.length; i++) x[i] = edgePenalty * force[i]! + boundPenalty * bounded[i]!;
    transform.forward(x, other);
    transform.forward(this.drawn[channel]!, spectrum);
    multiplySpectrum(spectrum, transfer, true);
    const { width, height, columns } = transform;
    const across = Float64Array.from({ length: columns }, (_, u) => 4 * Math.sin((Math.PI * u) / width) ** 2);
    for (let v = 0, i = 0; v < height; v++) {
      const down = 4 * Math.sin((Math.PI * v) / height) ** 2;
      for (let u = 0; u < columns; u++, i++) {
        const gain = transfer.re[i]! ** 2 + transfer.im[i]! ** 2;
        const scale = 1 / (penalty * gain + edgePenalty * (across[u]! + down) + boundPenalty);
        const re = (penalty * spectrum.re[i]! + other.re[i]!) * scale;
        const im = (penalty * spectrum.im[i]! + other.im[i]!) * scale;
        spectrum.re[i] = re;
        spectrum.im[i] = im;
        other.re[i] = re;
        other.im[i] = im;
      }
    }
    transform.inverse(spectrum, x);
    multiplySpectrum(other, transfer, false);
    transform.inverse(other, blurred);
  }
}

/** A mean below this is a black picture. */
const darkest = 1e-3;
