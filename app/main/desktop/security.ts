import type { Session, WebContents, WebPreferences } from 'electron';
import { appHost, appScheme } from '../../contract/bridge.ts';

/** The page that the window shows; nothing else is ever loaded. */
export const appUrl = `${appScheme}://${appHost}/index.html`;

/** How the scheme behaves: with an origin, secure, fetchable and streamed. */
export const schemePrivileges = {
  scheme: appScheme,
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
};

export function webPreferences(preload: string, developing: boolean): WebPreferences {
  return {
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    devTools: developing,
  };
}

/** Whether an address is the app's own. `URL.origin` is "null" for such schemes, so the parts are compared. */
export function isOurs(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return url.protocol === `${appScheme}:` && url.host === appHost;
}

/** Whether a message came from the page itself and not from a frame in it or from elsewhere. */
export function fromOurPage(frame: { readonly url: string; readonly parent: unknown } | null): boolean {
  return frame !== null && frame.parent === null && isOurs(frame.url);
}

/** No page, frame, window or embedded view other than ours. */
export function lockDown(contents: Pick<WebContents, 'on' | 'setWindowOpenHandler'>): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-frame-navigate', (details) => {
    // The page may reload itself.
    if (!(details.isMainFrame && details.url === appUrl)) details.preventDefault();
  });
  contents.on('will-redirect', (details) => details.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

/** Refuses camera, location, notifications and all else, but for copying a result to the clipboard. */
export function denyPermissions(
  session: Pick<
    Session,
    'setPermissionCheckHandler' | 'setPermissionRequestHandler' | 'setDevicePermissionHandler'
  >,
): void {
  const allowed = (permission: string, address: string): boolean =>
    permission === 'clipboard-sanitized-write' && isOurs(address);
  session.setPermissionCheckHandler((_contents, permission, _origin, details) =>
    allowed(permission, details.requestingUrl ?? ''),
  );
  session.setPermissionRequestHandler((_contents, permission, callback, details) =>
    callback(details.isMainFrame && allowed(permission, details.requestingUrl)),
  );
  session.setDevicePermissionHandler(() => false);
}
