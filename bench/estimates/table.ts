/** Goals that were missed, in words. */
export const missed: string[] = [];

/** A row of a Markdown table. */
export function row(...cells: readonly (string | number)[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}

/** Heading and first rows of a Markdown table. */
export function heading(title: string, ...cells: readonly string[]): void {
  console.log(`\n${title}\n`);
  row(...cells);
  row(...cells.map(() => '---'));
}

/** Notes a goal that was missed, and marks the figure. */
export function judged(figure: string, reached: boolean, goal: string): string {
  if (!reached) missed.push(goal);
  return reached ? figure : `**${figure}**`;
}

export function quantile(values: readonly number[], share: number): number {
  return (
    values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))] ?? NaN
  );
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
