const minus = '−';

/** A number as a person reads it: few digits, a real minus sign. */
export function formatNumber(value: number): string {
  const magnitude = Math.abs(value);
  const digits = magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : magnitude >= 1 ? 2 : magnitude >= 0.01 ? 3 : -1;
  const text = value === 0 ? '0' : digits < 0 ? formatPower(value) : Number(value.toFixed(digits)).toString();
  return text.replace('-', minus);
}

/** e.g. 3e−4; raised figures are missing from too many fonts */
export function formatPower(value: number): string {
  return value.toExponential(0).replace('+', '').replaceAll('-', minus);
}

/** e.g. "1.9 s", "2 min 5 s" */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Time left, without false precision. */
export function formatTimeLeft(seconds: number): string {
  return seconds < 1 ? 'a moment left' : `${formatSeconds(Math.ceil(seconds)).replace('.0', '')} left`;
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${value >= 100 || power === 0 ? Math.round(value) : value.toFixed(1)} ${units[power] ?? ''}`;
}

/** "1 photo", "3 photos" */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
