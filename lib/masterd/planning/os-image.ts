import { isUrl } from '@gnt/objects';
import { ECODE_INVAL, OpPrereqError } from '@gnt/protocol';
import type { Parameters } from './objects.js';

/** Path or address of the image that OS parameters name for an instance's first disk; null when they name none. */
export function osImageOf(osparams: Parameters | null): string | null {
  const image = osparams?.['os-image'];
  if (image === undefined || image === null) return null;
  if (typeof image === 'string' && (isUrl(image) || image.startsWith('/'))) return image;
  throw new OpPrereqError('An OS image is given by its absolute path or a URL', ECODE_INVAL);
}
