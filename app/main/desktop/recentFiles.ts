import type { Services } from '../../contract/index.ts';

const most = 12;

/** The list with `opened` at its front, each path once. */
export function withRecent(recent: readonly string[], opened: readonly string[]): string[] {
  return [...new Set([...opened.toReversed(), ...recent])].slice(0, most);
}

/**
 * The same services, but files that open are remembered in the settings.
 *
 * @param changed told with the new list and what was just opened, to renew the menu
 */
export function rememberingRecent(
  services: Services,
  changed: (recent: string[], opened: string[]) => void,
): Services {
  const remember = async (paths: string[]): Promise<void> => {
    const { recentFiles } = await services.app.settings({});
    const recent = withRecent(recentFiles, paths);
    changed(recent, paths);
    await services.app.changeSettings({ recentFiles: recent });
  };
  return {
    ...services,
    images: {
      ...services.images,
      open: async (input) => {
        const outcomes = await services.images.open(input);
        const paths = outcomes.flatMap((o) => (o.ok && o.image.path !== null ? [o.image.path] : []));
        // A photo that opened is not held up by a list that could not be saved.
        if (paths.length > 0) await remember(paths).catch(() => undefined);
        return outcomes;
      },
    },
  };
}
