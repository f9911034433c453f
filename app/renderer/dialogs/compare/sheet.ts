import type uPlot from 'uplot';
import { plotLibrary } from '../../panels/plotLibrary.ts';
import { aligned, lineOf, type Curve, type CurveAxis } from './curves.ts';
import { plotOptions, themed } from './plot.ts';

export interface SheetTile {
  readonly title: string;
  readonly url: string;
  readonly lines: readonly string[];
  /** Of the row, where it has a curve. */
  readonly curve: number | null;
}

export interface SheetContent {
  readonly heading: string;
  readonly subheading: string;
  readonly tiles: readonly SheetTile[];
  /** Size of the compared part: no picture is drawn smaller. */
  readonly part: { readonly width: number; readonly height: number };
  readonly plots: readonly {
    readonly title: string;
    readonly curves: readonly Curve[];
    readonly axis: CurveAxis;
  }[];
}

/** Chromium makes no canvas with a longer side, nor one of more pixels. */
const longestSide = 16_000;
const mostPixels = 200e6;
/** Captions must have room, however small the part is. */
const leastTile = 320;
const mostColumns = 4;

/**
 * Draws pictures with captions in a grid, every one at the part's full resolution or a whole multiple of it,
 * and the curves below, in the colours of the window.
 * @throws Error where it would be too large for one picture
 */
export async function drawSheet(content: SheetContent): Promise<Blob> {
  const { heading, subheading, tiles, part, plots } = content;
  const factor = Math.max(1, Math.ceil(leastTile / part.width));
  const [tileWidth, tileHeight] = [factor * part.width, factor * part.height];
  const columns = Math.min(tiles.length, Math.max(2, columnsFor(tiles.length, tileWidth / tileHeight)));
  /** One unit of type: all of it grows with the pictures, so that the sheet looks alike at every size. */
  const unit = Math.max(1, (columns * tileWidth) / 1400);
  const gap = Math.round(24 * unit);
  const line = 20 * unit;
  const captions = Math.max(...tiles.map(({ lines }) => lines.length));
  const captionHeight = Math.round(34 * unit + captions * line);
  const rows = Math.ceil(tiles.length / columns);
  const width = columns * tileWidth + (columns + 1) * gap;
  const top = Math.round(gap + 76 * unit);
  const gridHeight = rows * (tileHeight + captionHeight + gap);
  const plotHeight = Math.round(340 * unit);
  const plotPlace = plots.length === 0 ? 0 : plotHeight + Math.round(40 * unit) + gap;
  const height = top + gridHeight + plotPlace;
  if (Math.max(width, height) > longestSide || width * height > mostPixels)
    throw new Error('The sheet would be too large for one picture. Zoom in, or compare fewer methods.');

  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('The browser gave no canvas to draw on.');
  const write = (text: string, x: number, y: number, look: TextLook): void =>
    writeText(context, text, x, y, { ...look, size: look.size * unit });
  await Promise.all([400, 600].map((weight) => document.fonts.load(`${weight} 16px ${themed('--font')}`)));

  context.fillStyle = themed('--panel-2');
  context.fillRect(0, 0, width, height);
  const room = width - 2 * gap;
  write(heading, gap, gap + 24 * unit, { size: 24, weight: 600, colour: '--text', room });
  write(subheading, gap, gap + 50 * unit, { size: 15, weight: 400, colour: '--text-2', room });
  context.imageSmoothingEnabled = false;
  for (const [index, tile] of tiles.entries()) {
    const x = gap + (index % columns) * (tileWidth + gap);
    const y = top + Math.floor(index / columns) * (tileHeight + captionHeight + gap);
    context.drawImage(await load(tile.url), x, y, tileWidth, tileHeight);
    let left = x;
    if (tile.curve !== null) {
      dot(context, x + 6 * unit, y + tileHeight + 22 * unit, 5 * unit, themed(lineOf(tile.curve).colour));
      left += 20 * unit;
    }
    const baseline = y + tileHeight + 27 * unit;
    write(tile.title, left, baseline, {
      size: 16,
      weight: 600,
      colour: '--text',
      room: x + tileWidth - left,
    });
    for (const [row, text] of tile.lines.entries())
      write(text, x, baseline + (row + 1) * line, {
        size: 14,
        weight: 400,
        colour: '--text-2',
        room: tileWidth,
      });
  }
  const plotWidth = Math.floor((width - (plots.length + 1) * gap) / Math.max(1, plots.length));
  for (const [index, { title, curves, axis }] of plots.entries()) {
    const x = gap + index * (plotWidth + gap);
    const y = top + gridHeight;
    write(title, x, y + 16 * unit, { size: 16, weight: 600, colour: '--text', room: plotWidth });
    await drawPlot(context, curves, axis, {
      x,
      y: y + 32 * unit,
      width: plotWidth,
      height: plotHeight,
      size: 13 * unit,
    });
  }
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('The sheet could not be made; compare fewer methods.'));
      else resolve(blob);
    }, 'image/png');
  });
}

/** As many columns as make the grid about 3 : 2. */
const columnsFor = (tiles: number, ratio: number): number =>
  Math.min(mostColumns, Math.round(Math.sqrt((1.5 * tiles) / ratio)));

interface TextLook {
  readonly size: number;
  readonly weight: number;
  readonly colour: string;
  /** What is longer is cut. */
  readonly room: number;
}

function writeText(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  { size, weight, colour, room }: TextLook,
): void {
  context.font = `${weight} ${size}px ${themed('--font')}`;
  context.fillStyle = themed(colour);
  let shown = text;
  while (shown.length > 1 && context.measureText(shown).width > room)
    shown = `${shown.slice(0, -2).trimEnd()}…`;
  context.fillText(shown, x, y);
}

function dot(context: CanvasRenderingContext2D, x: number, y: number, radius: number, colour: string): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
}

async function load(url: string): Promise<ImageBitmap> {
  const response = await fetch(url);
  if (!response.ok)
    throw new Error('A picture of the sheet is not there any more; run the comparison again.');
  return createImageBitmap(await response.blob());
}

/** Draws on a plot of its own, out of sight, and copies its canvas. */
async function drawPlot(
  context: CanvasRenderingContext2D,
  curves: readonly Curve[],
  axis: CurveAxis,
  place: { x: number; y: number; width: number; height: number; size: number },
): Promise<void> {
  const Plot = await plotLibrary();
  if (Plot === null) return;
  const { width, height, size } = place;
  // The library multiplies by the display's density; the copy undoes that.
  const density = devicePixelRatio;
  const options = plotOptions(curves, axis, {
    width: width / density,
    height: height / density,
    size: size / density,
  });
  const plot = await new Promise<uPlot>((drawn) => {
    const hooks = { draw: [(made: uPlot) => drawn(made)] };
    new Plot({ ...options, hooks }, aligned(curves), document.createElement('div'));
  });
  context.drawImage(plot.ctx.canvas, place.x, place.y, width, height);
  plot.destroy();
}
