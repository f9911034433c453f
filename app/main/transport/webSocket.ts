import type { WebSocket } from 'ws';
import type { Port } from './serve.ts';

/** The largest message a window may send; a PSF as a matrix is the largest there is. */
export const maxMessageBytes = 16 * 2 ** 20;
/** A window that leaves this much unread is gone or stuck; it may connect again. */
const maxUnreadBytes = 64 * 2 ** 20;

/** The browser door's port: JSON over a WebSocket whose origin was checked by the server. */
export function webSocketPort(socket: WebSocket): Port {
  // Broken frames and oversized messages end the connection; 'close' follows and is all we need.
  socket.on('error', () => undefined);
  return {
    send(reply) {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > maxUnreadBytes) socket.terminate();
      else socket.send(JSON.stringify(reply));
    },
    onMessage(listener) {
      socket.on('message', (data, isBinary) => {
        listener(isBinary || !Buffer.isBuffer(data) ? undefined : parseJson(data.toString('utf8')));
      });
    },
    onClose(listener) {
      socket.on('close', listener);
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
