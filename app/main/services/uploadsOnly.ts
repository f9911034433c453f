import { UserFacingError } from '../../compute/errors.ts';
import type { Destination, Services } from '../../contract/index.ts';

/** The services for a door that may not name paths: results leave as downloads only. */
export function downloadsOnly(services: Services): Services {
  const { exports, batch, comparison, lab } = services;
  return {
    ...services,
    exports: {
      write: async (request) => exports.write(checked(request)),
      writeMask: async (request) => exports.writeMask(checked(request)),
    },
    comparison: { ...comparison, export: async (request) => comparison.export(checked(request)) },
    lab: {
      ...lab,
      exportSparseCodes: async (request) => lab.exportSparseCodes(checked(request)),
      exportInversion: async (request) => lab.exportInversion(checked(request)),
    },
    batch: { ...batch, start: async (request) => batch.start(checked(request)) },
  };
}

function checked<R extends { destination: Destination }>(request: R): R {
  if (request.destination.kind === 'download') return request;
  throw new UserFacingError(
    'files cannot be written by their path from the browser',
    'choose "download" instead',
    'path' in request.destination ? request.destination.path : request.destination.folder,
  );
}
