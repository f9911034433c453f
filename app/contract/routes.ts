/** The addresses by which pixels travel; the same under HTTP and under Electron's own scheme. */

/** Side of a display tile, in pixels of its level. */
export const tileSize = 512;
/** Side of a cell of a sparse mask, in pixels. */
export const maskCell = 256;

/**
 * GET: raw RGBA bytes (8 bit, sRGB, straight alpha) of one display tile, rows from the top; tiles at
 * the right and lower edge are smaller. `level` n shows the image at 1/2^n, size rounded up.
 * The response's headers `x-width` and `x-height` give its size.
 */
export const tilePath = (image: string, level: number, column: number, row: number): string =>
  `/pixels/${image}/tiles/${level}/${column}/${row}`;

/** GET: a small WebP whose longer side is at most `side`. */
export const thumbnailPath = (image: string, side: number): string =>
  `/pixels/${image}/thumbnail?side=${side}`;

/** GET: a full-size PNG in sRGB, for the clipboard. Takes the geometry as JSON in `geometry`. */
export const clipboardPath = (image: string, geometry: string): string =>
  `/pixels/${image}/clipboard?geometry=${encodeURIComponent(geometry)}`;

/**
 * GET the non-empty cells of a mask; POST to `masksPath` makes a new mask of them and answers
 * `{"image": id}`. Body: cells one after another, each a little-endian uint32 column, uint32 row and
 * 256 × 256 bytes of coverage (255 = to be filled), edge cells padded with 0.
 */
export const maskCellsPath = (mask: string): string => `/masks/${mask}`;
export const masksPath = (width: number, height: number): string => `/masks?width=${width}&height=${height}`;

/** POST a file's bytes; answers `{"upload": id}`. */
export const uploadPath = (name: string): string => `/uploads?name=${encodeURIComponent(name)}`;

/** GET once: a file written for the browser to save. */
export const downloadPath = (id: string): string => `/downloads/${id}`;

/** The WebSocket of the browser door. */
export const socketPath = '/socket';
