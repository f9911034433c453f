import { isSrgb, profileChannels } from '../../codec/metadata/icc.ts';
import { readMetadata } from '../../session/pixelFile.ts';
import type { ImageRecord, Session } from '../../session/session.ts';
import { colourChannels } from '../../session/vipsFile.ts';

/** Finds the profile that an image's samples are in, reading it once per image. */
export function createProfiles(session: Session): (record: ImageRecord) => Promise<Uint8Array | null> {
  const known = new WeakMap<ImageRecord, Promise<Uint8Array | null>>();

  async function read(record: ImageRecord): Promise<Uint8Array | null> {
    if (record.kind === 'mask' || record.kind === 'map') return null;
    const origin = session.records().find(({ info }) => info.id === record.origin);
    const { icc } = await readMetadata((origin ?? record).base);
    if (icc === undefined || isSrgb(icc)) return null;
    return profileChannels(icc) === colourChannels(record.format) ? icc : null;
  }

  return (record) => {
    let profile = known.get(record);
    if (profile === undefined) {
      profile = read(record);
      known.set(record, profile);
    }
    return profile;
  };
}
