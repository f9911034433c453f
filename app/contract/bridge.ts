/** What the desktop's preload script and the window say to each other; nothing of it exists in a browser. */

/** The name of the bridge in the window: `window.pentimento`. */
export const bridgeName = 'pentimento';

/** `data` of the window message that hands over the port as `event.ports[0]`, after `connect()`. */
export const portMessage = 'pentimento:port';

/** The one channel between the preload script and the main process; it carries a port. */
export const connectChannel = 'pentimento:connect';

/** Where the window lives in Electron. */
export const appScheme = 'pentimento';
export const appHost = 'app';

export interface Bridge {
  /**
   * Asks for a message port: it arrives as a window message with `data === portMessage`. Requests
   * and replies of `messages.ts` go over it as plain objects.
   */
  connect(): void;
  /** Where a `File` that was dropped or chosen lies on disk; empty for one that was made in memory. */
  pathForFile(file: object): string;
}
