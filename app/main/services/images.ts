import { join } from 'node:path';
import { UserFacingError } from '../../compute/errors.ts';
import type { FileRef, ImageId, ImageInfo, OpenOutcome, Services, Settings } from '../../contract/index.ts';
import type { CodecCalls } from '../codec/protocol.ts';
import { toErrorBody } from '../errorBody.ts';
import { maskRecord } from '../session/maskRecord.ts';
import { openPixelFile } from '../session/pixelFile.ts';
import type { Session } from '../session/session.ts';
import { colourChannels } from '../session/vipsFile.ts';
import { imageHistogram } from './images/histogram.ts';
import { findSample, readSamples } from './images/samples.ts';

export interface ImagesDeps {
  readonly session: Session;
  readonly codec: CodecCalls;
  readonly settings: () => Settings;
  /** Holds `samples.json` and the files it names. */
  readonly samplesFolder: string;
}

const depths = { uint8: 8, uint16: 16, float32: 32 } as const;

/** Opening pictures and looking at them. */
export function createImages(deps: ImagesDeps): Services['images'] {
  const { session, codec, settings, samplesFolder } = deps;

  async function openFile(path: string, name: string, shownPath: string | null): Promise<ImageInfo> {
    const { id, base } = session.newBase();
    const { maxMegapixels } = settings();
    const decoded = await codec.decode({ path, name, target: base, maxMegapixels });
    const { format } = decoded;
    const info: ImageInfo = {
      id,
      name,
      width: format.width,
      height: format.height,
      channels: colourChannels(format),
      alpha: format.alpha,
      depth: depths[format.sample],
      format: decoded.fileFormat,
      profile: decoded.profile,
      path: shownPath,
      bytes: decoded.bytes,
      hasGps: decoded.hasGps,
      levels: decoded.levels,
      notices: decoded.notices,
    };
    session.add({ info, base, format, kind: 'original', origin: id, lineage: [], file: path });
    return info;
  }

  async function openMaskFile(image: ImageId, path: string, name: string): Promise<ImageId> {
    const { width, height } = session.get(image).info;
    const { id, base } = session.newBase();
    const { levels } = await codec.decodeMask({ path, name, target: base, width, height });
    session.add(maskRecord({ id, base }, { name, width, height, levels }));
    return id;
  }

  async function openOne(ref: FileRef): Promise<OpenOutcome> {
    const named = ref.kind === 'path' ? ref.path : ref.name;
    try {
      const { path, name } = session.resolveFile(ref);
      return { ok: true, image: await openFile(path, name, ref.kind === 'path' ? path : null) };
    } catch (error) {
      return { ok: false, name: named.split(/[\\/]/).at(-1) ?? named, error: toErrorBody(error) };
    }
  }

  return {
    open: async ({ files }) => {
      const outcomes: OpenOutcome[] = [];
      // One after another: decoding is bounded by memory, not by waiting.
      for (const file of files) outcomes.push(await openOne(file));
      return outcomes;
    },

    samples: async () => {
      const samples = await readSamples(samplesFolder);
      return samples.map(({ file, title, task, hint, credit }) => ({ file, title, task, hint, credit }));
    },

    openSample: async ({ file }) => {
      const sample = await findSample(samplesFolder, file);
      const image = await openFile(join(samplesFolder, sample.file), sample.file, null);
      if (sample.mask === undefined) return { image, mask: null };
      return { image, mask: await openMaskFile(image.id, join(samplesFolder, sample.mask), sample.mask) };
    },

    close: async ({ image }) => {
      await session.remove(image);
      return null;
    },

    histogram: ({ image }) => imageHistogram(session.get(image)),

    pixel: async ({ image, x, y }) => {
      const { base, info } = session.get(image);
      if (x < 0 || y < 0 || x >= info.width || y >= info.height) {
        throw new UserFacingError('there is no such pixel', 'point into the picture', info.name);
      }
      const file = await openPixelFile(base);
      try {
        return Array.from((await file.readRegion({ x, y, width: 1, height: 1 })).data);
      } finally {
        await file.close();
      }
    },

    openMask: async ({ image, file }) => {
      const { path, name } = session.resolveFile(file);
      return openMaskFile(image, path, name);
    },
  };
}
