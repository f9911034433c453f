import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import type { Reply } from '../../contract/messages.ts';
import { electronPort, type MainPort } from './electronPort.ts';

/** Node's port in the clothes of Electron's: its messages come as events with `data`. */
function mainPort(port: MessagePort): MainPort {
  return {
    on: (event: 'message' | 'close', listener: (event: { data: unknown }) => void) => {
      if (event === 'close') port.on('close', () => listener({ data: undefined }));
      // Node starts a port at its first listener, Electron's waits for `start`.
      else port.addListener('message', (data: unknown) => listener({ data }));
    },
    postMessage: (message) => port.postMessage(message),
    start: () => port.start(),
  };
}

function channel(): { window: MessagePort; machine: MessagePort } {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  return { window: port1, machine: port2 };
}

const reply: Reply = { call: 1, output: { ok: true } };

test('messages go both ways as plain objects', async () => {
  const { window, machine } = channel();
  const port = electronPort(mainPort(machine));
  const received = new Promise((resolve) => port.onMessage(resolve));
  const answered = new Promise((resolve) => window.once('message', resolve));
  window.postMessage({ call: 1, service: 'app', method: 'about', input: {} });
  expect(await received).toEqual({ call: 1, service: 'app', method: 'about', input: {} });
  port.send(reply);
  expect(await answered).toEqual(reply);
});

test('what was sent before anybody listened is not lost', async () => {
  const { window, machine } = channel();
  window.postMessage('early');
  const port = electronPort(mainPort(machine));
  expect(await new Promise((resolve) => port.onMessage(resolve))).toBe('early');
});

test('a window that goes away closes the connection, and later replies are dropped', async () => {
  const { window, machine } = channel();
  let posted = 0;
  const main = mainPort(machine);
  main.postMessage = () => (posted += 1);
  const port = electronPort(main);
  const closed = new Promise<void>((resolve) => port.onClose(resolve));
  window.close();
  await closed;
  port.send(reply);
  expect(posted).toBe(0);
  await new Promise<void>((resolve) => port.onClose(resolve));
});
