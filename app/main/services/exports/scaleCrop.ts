import type { Geometry } from '../../../contract/index.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The same cut in a copy of the image at another size, such as an upscaled result: edges are rounded. */
export function scaleCrop(geometry: Geometry, from: Size, to: Size): Geometry {
  const { crop, quarterTurns } = geometry;
  if (crop === null || (from.width === to.width && from.height === to.height)) return geometry;
  const turned = quarterTurns % 2 === 1;
  const frame = turned ? { width: to.height, height: to.width } : to;
  const across = frame.width / (turned ? from.height : from.width);
  const down = frame.height / (turned ? from.width : from.height);
  const x = Math.min(Math.round(crop.x * across), frame.width - 1);
  const y = Math.min(Math.round(crop.y * down), frame.height - 1);
  const right = Math.min(Math.max(x + 1, Math.round((crop.x + crop.width) * across)), frame.width);
  const bottom = Math.min(Math.max(y + 1, Math.round((crop.y + crop.height) * down)), frame.height);
  return { ...geometry, crop: { x, y, width: right - x, height: bottom - y } };
}
