import { deviceLabel } from '../engine/network/runtime.ts';
import type { Context } from './context.ts';
import { type ExitStatus, exitStatus } from './exit.ts';
import { withHouse } from './house.ts';

/** What networks can run on here, and what was measured of each at its first use. */
export function listDevices(context: Context, json: boolean): Promise<ExitStatus> {
  const { terminal } = context;
  return withHouse(context, {}, async ({ services }) => {
    const { devices } = await services.app.about({});
    const trials = await services.app.deviceTrials({});
    if (json) terminal.json(devices.map((device) => ({ device, trials: of(device) })));
    else
      for (const device of devices) {
        terminal.print(`${device} (${deviceLabel(device)})`);
        for (const { network, milliseconds, problem } of of(device))
          terminal.print(`    ${network}: ${problem ?? `${(milliseconds ?? 0).toFixed(1)} ms`}`);
      }
    return exitStatus.done;

    function of(device: string) {
      return trials.filter((trial) => trial.device === device);
    }
  });
}
