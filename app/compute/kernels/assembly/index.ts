export { axisAlongX, axisAlongY } from './axis';
export { bandedAlongX, bandedAlongY } from './banded';
export { fftColumns, fftRowsForward, fftRowsInverse } from './fft2';
export { rofGap, rofHalo, rofSolution, rofSweep } from './rof';
export { forwardDifferences, negativeDivergence, variationAscend } from './variation';
export { combine, distanceSquared, dot, multiplySpectrum, wienerFilter } from './vectors';
export { lucyDivergence, lucyRatio, lucyUpdate } from './lucy';
export { admmSolve, splitForce, splitProject } from './splitting';
