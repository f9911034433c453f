export { rofGap, rofHalo, rofSolution, rofSweep } from './rof';
