/** The normal distribution function (Abramowitz and Stegun 26.2.17, error below 1e-7). */
function cumulative(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const series =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = density(x) * series;
  return x < 0 ? tail : 1 - tail;
}

function density(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

/**
 * Variance that is left of a standard normal variable cut off at −below and above: from 1 for wide bounds
 * down to 0.
 */
export function clippedVariance(below: number, above: number): number {
  const under = cumulative(-below);
  const over = cumulative(-above);
  const mean = density(below) - density(above) - below * under + above * over;
  const inside = 1 - under - over - below * density(below) - above * density(above);
  return inside + below * below * under + above * above * over - mean * mean;
}
