import type uPlot from 'uplot';

let loading: Promise<typeof uPlot | null> | undefined;

/**
 * Loaded when first needed. The library reads the browser's language as it loads and throws where
 * that is not a valid one, as under the POSIX locale: then there is null, and words have to do.
 */
export function plotLibrary(): Promise<typeof uPlot | null> {
  loading ??= import('uplot').then(
    (module) => module.default,
    () => null,
  );
  return loading;
}
