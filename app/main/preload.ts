/** Runs sandboxed before the page: hands it one message port and the paths of dropped files. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { bridgeName, connectChannel, portMessage, type Bridge } from '../contract/bridge.ts';

/** The little of the page's globals that is used here; this project compiles without the DOM. */
declare const window: {
  readonly location: { readonly origin: string };
  postMessage(message: unknown, targetOrigin: string, transfer: readonly unknown[]): void;
};

const bridge: Bridge = {
  connect: () => {
    const { port1, port2 } = new MessageChannel();
    // A port cannot cross the context bridge; a window message can carry it into the page's world.
    ipcRenderer.postMessage(connectChannel, null, [port1 as never]);
    window.postMessage(portMessage, window.location.origin, [port2]);
  },
  pathForFile: (file) => webUtils.getPathForFile(file as never),
};

contextBridge.exposeInMainWorld(bridgeName, bridge);
