import { resolve } from 'node:path';
import { UserFacingError } from '../../compute/errors.ts';
import type { Image } from '../../compute/image.ts';
import type { Locations } from '../locations.ts';
import { openPixelFile } from '../session/pixelFile.ts';
import type { House } from '../services/index.ts';
import { type ExitStatus, exitStatus } from './exit.ts';
import { orStopped, withHouse } from './house.ts';
import type { Terminal } from './terminal.ts';
