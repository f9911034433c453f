export { axisAlongX, axisAlongY } from './axis';
export { bandedAlongX, bandedAlongY } from './banded';
export { fftColumns, fftRowsForward, fftRowsInverse } from './fft2';
export { rofGap, rofHalo, rofSolution, rofSweep } from './rof';
