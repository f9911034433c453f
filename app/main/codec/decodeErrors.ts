import { UserFacingError } from '../../compute/errors.ts';
import { describeFileError } from '../session/fileErrors.ts';
import { formatName, type FileFormat } from './sniff.ts';

const ends = /premature end|truncat|unexpected end|end of file|EOF|not enough|short|insufficient|read error/i;
const disk = /no space left|ENOSPC|write failed|unable to write|disc full|disk full/i;
const memory = /out of memory|bad_alloc|allocation failed|failed to allocate|unable to allocate/i;
const pixels = /pixel limit|exceeds|too large|too big|security limit|maximum supported/i;

/** What a decoder's failure means for a person. */
export function describeDecodeError(error: unknown, name: string, format: FileFormat): UserFacingError {
  const known = describeFileError(error, name);
  if (known !== null) return known;
  const message = error instanceof Error ? error.message : String(error);
  if (disk.test(message)) {
    return new UserFacingError(
      'the disk for temporary files is full',
      'free some space and open it again',
      name,
    );
  }
  if (memory.test(message)) {
    return new UserFacingError(
      'there is not enough memory to open it',
      'close other images and programs',
      name,
    );
  }
  if (pixels.test(message)) {
    return new UserFacingError(
      'it declares more pixels than can be read',
      'save it smaller with the program that made it',
      name,
    );
  }
  const kind = formatName(format);
  return ends.test(message)
    ? new UserFacingError(
        `the ${kind} data end before the picture is complete`,
        'copy the file again from where it came',
        name,
      )
    : new UserFacingError(
        `the ${kind} data are damaged`,
        'copy the file again from where it came, or save it anew with the program that made it',
        name,
      );
}
