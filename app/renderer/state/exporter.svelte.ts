import type { ConflictPolicy, Destination, Encoding, Services, WrittenFile } from '../../contract/index.ts';
import type { PhotoDocument } from './document.svelte.ts';
import { saveDownload } from './files.ts';
import type { Notices } from './notices.svelte.ts';

export interface ExportChoices {
  readonly encoding: Encoding;
  readonly template: string;
  readonly conflict: ConflictPolicy;
  readonly sidecar: boolean;
  readonly destination: Destination;
}

export const defaultChoices: ExportChoices = {
  encoding: { format: 'jpeg', quality: 95, depth: 'source', stripGps: false },
  template: '{name}_{task}',
  conflict: 'unique',
  sidecar: false,
  destination: { kind: 'download' },
};

const writable = ['jpeg', 'png', 'tiff', 'webp', 'avif'] as const;

/** Writes results out, and remembers how it was done last. */
export class Exporter {
  #services: Pick<Services, 'exports' | 'desktop'>;
  #notices: Notices;
  #choices = $state.raw<ExportChoices | null>(null);
  busy = $state(false);

  constructor(services: Pick<Services, 'exports' | 'desktop'>, notices: Notices) {
    this.#services = services;
    this.#notices = notices;
  }

  /** Whether the last export can be done again without asking: a file of a fixed name cannot. */
  get repeatable(): boolean {
    return this.#choices !== null && this.#choices.destination.kind !== 'file';
  }

  /** What the dialog starts with: the last choices, else the photo's own format. */
  suggest(document: PhotoDocument): ExportChoices {
    if (this.#choices) return this.#choices;
    const own = writable.find((format) => format === document.original.format) ?? 'png';
    return { ...defaultChoices, encoding: { ...defaultChoices.encoding, format: own } };
  }

  /** @throws ServiceError when the file cannot be written */
  async write(document: PhotoDocument, choices = this.suggest(document)): Promise<WrittenFile> {
    this.busy = true;
    const { image, geometry } = document;
    try {
      const written = await this.#services.exports.write({
        image: image.id,
        geometry: document.imageGeometry,
        ...choices,
      });
      this.#choices = choices;
      if (written.url !== null) saveDownload(written.url, written.name);
      if (!written.skipped) document.noteExport({ image, geometry, path: written.path });
      this.#tell(written);
      return written;
    } finally {
      this.busy = false;
    }
  }

  #tell({ name, path, skipped, notices }: WrittenFile): void {
    const show = path !== null && {
      label: 'Show',
      run: () => void this.#notices.guard(() => this.#services.desktop.showInFolder({ path })),
    };
    this.#notices.add(
      'info',
      skipped ? `${name} exists already and was left alone.` : `Exported ${path ?? name}.`,
      show || undefined,
    );
    for (const notice of notices) this.#notices.add('warning', `${name}: ${notice}`);
  }
}
