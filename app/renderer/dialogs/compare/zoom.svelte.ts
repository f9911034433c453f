const largest = 32;

/** Where all pictures of the sheet are looked at: one place, so that they move together. */
export class SheetZoom {
  /** 1 shows all of the part. */
  scale = $state(1);
  /** The upper left corner, in shares of the part. */
  x = $state(0);
  y = $state(0);

  /** @param at the point that stays where it is, in shares of the frame */
  by(factor: number, at = { x: 0.5, y: 0.5 }): void {
    const scale = Math.min(largest, Math.max(1, this.scale * factor));
    const shift = 1 / this.scale - 1 / scale;
    this.scale = scale;
    this.#place(this.x + at.x * shift, this.y + at.y * shift);
  }

  /** @param dx in shares of the frame */
  move(dx: number, dy: number): void {
    this.#place(this.x - dx / this.scale, this.y - dy / this.scale);
  }

  fit(): void {
    this.scale = 1;
    this.#place(0, 0);
  }

  #place(x: number, y: number): void {
    const most = 1 - 1 / this.scale;
    this.x = Math.min(most, Math.max(0, x));
    this.y = Math.min(most, Math.max(0, y));
  }
}
