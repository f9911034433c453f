/** Carries messages to the machine's side and back. It knows nothing of what they mean. */
export interface Transport {
  /** Called only while connected. */
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Tells of every change; the first call says that the transport is ready. */
  onConnection(listener: (connected: boolean) => void): void;
}
