import type { Locations } from '../locations.ts';
import type { Host, House } from '../services/index.ts';
import type { Terminal } from './terminal.ts';

/** What every command works with. */
export interface Context {
  readonly locations: Locations;
  readonly terminal: Terminal;
  readonly createHouse: (host: Host) => Promise<House>;
}
