import type uPlot from 'uplot';
import { formatNumber, formatPower } from '../../state/format.ts';
import { lineOf, type Curve, type CurveAxis } from './curves.ts';

/** A custom property of the theme, as it is now. */
export const themed = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- the library's enumeration exists in its types alone
const logarithmic = 3 as uPlot.Scale.Distr;

/** How curves are drawn, in the dialog and on the exported sheet alike. */
export function plotOptions(
  curves: readonly Curve[],
  axis: CurveAxis,
  { width, height, size = 12 }: { width: number; height: number; size?: number },
): uPlot.Options {
  const font = `${size}px ${themed('--font')}`;
  const look = {
    font,
    stroke: () => themed('--text-2'),
    grid: { stroke: () => themed('--line'), width: 1 },
    ticks: { stroke: () => themed('--line'), width: 1, size: 4 },
  };
  return {
    width,
    height,
    legend: { show: false },
    cursor: { show: false },
    padding: [size / 2, size, 0, 0],
    scales: { x: { time: false }, y: { distr: logarithmic } },
    axes: [
      {
        ...look,
        size: size + 14,
        values: (_plot, splits) =>
          splits.map((split) => (axis === 'seconds' ? `${formatNumber(split)} s` : formatNumber(split))),
      },
      {
        ...look,
        size: 4.5 * size,
        values: (_plot, splits) =>
          // Between the powers there are lines, but no room for words.
          splits.map((split) => (Number.isInteger(Math.log10(split)) ? formatPower(split) : '')),
      },
    ],
    series: [
      {},
      ...curves.map(({ index, title }) => {
        const { colour, dash } = lineOf(index);
        return {
          label: title,
          stroke: () => themed(colour),
          width: size / 8,
          dash,
          spanGaps: true,
          points: { show: false },
        };
      }),
    ],
  };
}
