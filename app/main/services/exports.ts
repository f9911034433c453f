import { extname, join } from 'node:path';
import { contract, type Services } from '../../contract/index.ts';
import { UserFacingError } from '../../compute/errors.ts';
import { extensionOf, fillTemplate, sanitiseName, stemOf } from './exports/naming.ts';
import { writeFileTo } from './exports/writeFile.ts';
import { originOf, writeDownload, writeResult, type ExportDeps } from './exports/writeResult.ts';

export { extensionOf, sanitiseName, stemOf } from './exports/naming.ts';
export { sidecarPath } from './exports/sidecar.ts';
export { writeInPlace } from './exports/target.ts';

/** Writing results and masks as files. */
export function createExports(deps: ExportDeps): Services['exports'] {
  const { session, codec } = deps;
  return {
    write: async (input) => {
      const request = contract.exports.write.input.parse(input);
      const { destination, encoding, conflict, sidecar } = request;
      const image = session.get(request.image);
      const geometry = request.geometry ?? null;
      const result = { image, geometry, encoding, conflict, sidecar };
      const extension = extensionOf(encoding.format);
      if (destination.kind === 'file') {
        const path = extname(destination.path) === '' ? `${destination.path}${extension}` : destination.path;
        return writeResult(deps, result, path);
      }
      const { width, height } = geometry?.crop ?? image.info;
      const name = `${fillTemplate(request.template, {
        name: (originOf(session, image) ?? image).info.name,
        methods: image.lineage.map(({ method }) => method),
        index: 1,
        width,
        height,
      })}${extension}`;
      if (destination.kind === 'download') return writeDownload(deps, result, name);
      return writeResult(deps, result, join(destination.folder, name));
    },

    writeMask: async (input) => {
      const { mask, destination, name, conflict } = contract.exports.writeMask.input.parse(input);
      const record = session.get(mask);
      if (record.kind !== 'mask') throw new UserFacingError('this is no mask', 'choose a mask');
      return writeFileTo(
        session,
        { destination, conflict },
        `${sanitiseName(stemOf(name))}.png`,
        async (target) => {
          await codec.encode({
            source: record.base,
            metadataFrom: record.base,
            sourceDepth: 8,
            geometry: null,
            encoding: { format: 'png', quality: 100, depth: '8', stripGps: false },
            target,
          });
        },
      );
    },
  };
}
